"""What an answer says, whole and streamed: thinking, caches, citations, tools."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mirascope import llm
from mirascope.core import calculate_cost
from mirascope.core.anthropic._codec import CODEC
from mirascope.core.base import CostMetadata
from mirascope.exceptions import RefusalError
from tests.raw import switch_raw
from tests.server import Answer, Call, Server, Usage
from tests.server.dialects.anthropic import SIGNATURE, Blocks

from . import MODEL, ask, collected

sdk = pytest.importorskip("anthropic")

THOUGHTS = (
    {"type": "thinking", "thinking": "First.", "signature": "sig-1"},
    {"type": "redacted_thinking", "data": "xyz"},
    {"type": "thinking", "thinking": "", "signature": "sig-2"},
)
SAID = {"type": "text", "text": "Let me see. "}
CITED = {
    "type": "text",
    "text": "The sky is blue.",
    "citations": [
        {
            "type": "char_location",
            "cited_text": "blue",
            "document_index": 0,
            "document_title": None,
            "start_char_index": 3,
            "end_char_index": 7,
        },
        {"type": "a_new_location", "deep": {"at": [1, None]}},
    ],
}
SEARCH = (
    {
        "type": "server_tool_use",
        "id": "srvtoolu_1",
        "name": "web_search",
        "input": {"query": "sky"},
    },
    {
        "type": "web_search_tool_result",
        "tool_use_id": "srvtoolu_1",
        "content": [
            {
                "type": "web_search_result",
                "title": "Sky",
                "url": "https://x.test",
                "encrypted_content": "abc",
                "page_age": None,
            }
        ],
    },
)
UNKNOWN = {"type": "novel_block", "deep": {"list": [1, {"a": None}]}, "name": "n"}
CALL = {"type": "tool_use", "id": "toolu_1", "name": "look_up", "input": {"word": "x"}}
EMPTY_CALL = {"type": "tool_use", "id": "toolu_2", "name": "now", "input": {}}
MIXED = (*THOUGHTS, SAID, *SEARCH, CITED, UNKNOWN, CALL, EMPTY_CALL)


def look_up(word: str) -> str:
    """Look a word up."""
    return word.upper()


def now() -> str:
    """Tell the time."""
    return "noon"


def both(server: Server, answer: Answer, **options: Any) -> list[Any]:
    """Get the same answer whole, as a stream, and rebuilt from it."""
    server.will(answer)
    stream = collected("hi", **options)
    return [ask("hi", **options), stream, stream.construct_call_response()]


def test_every_block_survives_whole_and_streamed(server: Server) -> None:
    answer = Blocks(content=MIXED, finish="tool_calls")
    for response in both(server, answer, tools=[look_up, now]):
        assert response.message_param == {"role": "assistant", "content": list(MIXED)}
        assert response.content == "Let me see. The sky is blue."
        assert response.thinking == "First."
        assert response.signature == "sig-1"


def test_the_sdks_message_of_a_stream_is_that_of_the_whole_answer(
    server: Server,
) -> None:
    counts = {"cache_creation": {"ephemeral_1h_input_tokens": 0}}
    answer = Blocks(content=MIXED, finish="tool_calls", counts=counts)
    whole, _, rebuilt = both(server, answer)
    assert type(rebuilt.response) is sdk.types.Message
    assert rebuilt.response == whole.response
    assert rebuilt.usage == whole.usage


@pytest.mark.parametrize("raw", ["1", "0"])
def test_reading_the_bytes_or_the_sdks_objects_makes_no_difference(
    server: Server, raw: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch_raw(monkeypatch, raw)
    answer = Blocks(content=MIXED, finish="tool_calls")
    for response in both(server, answer, tools=[look_up, now]):
        assert response.message_param["content"] == list(MIXED)
        assert response.finish_reasons == ["tool_use"]
        assert (
            response.input_tokens,
            response.cached_tokens,
            response.output_tokens,
        ) == (10, 4, 3)


def test_a_call_of_a_server_tool_is_no_call_of_ours(server: Server) -> None:
    answer = Blocks(content=(*SEARCH, CALL, EMPTY_CALL), finish="tool_calls")
    whole, stream, rebuilt = both(server, answer, tools=[look_up, now])
    streamed = [tool for _, tool in stream if tool is not None]
    for tools in (whole.tools, streamed, rebuilt.tools):
        assert [tool.id for tool in tools] == ["toolu_1", "toolu_2"]
        assert [tool.call() for tool in tools] == ["X", "noon"]
        assert [tool.tool_call.input for tool in tools] == [{"word": "x"}, {}]


def test_a_tool_comes_when_its_block_ends(server: Server) -> None:
    server.will(Blocks(content=(SAID, CALL, EMPTY_CALL), finish="tool_calls"))
    pairs = list(ask("hi", stream=True, tools=[look_up, now]))
    for chunk, tool in pairs:
        assert (chunk.chunk.type == "content_block_stop") or tool is None
    ended = [chunk.chunk.index for chunk, tool in pairs if tool is not None]
    assert ended == [1, 2]


def test_partial_tools_have_a_call_of_the_sdk_that_is_valid(server: Server) -> None:
    server.will(Blocks(content=(CALL,), finish="tool_calls"))
    stream = ask("hi", stream={"partial_tools": True}, tools=[look_up])
    tools = [tool for _, tool in stream if tool is not None]
    *partial, whole = tools
    assert "".join(tool.delta for tool in partial) == json.dumps({"word": "x"})
    for tool in tools:
        assert type(tool.tool_call) is sdk.types.ToolUseBlock
        assert isinstance(tool.tool_call.input, dict)
        assert tool.tool_call.model_dump()["id"] == "toolu_1"
    assert whole.call() == "X"


def test_thinking_comes_in_pieces_and_then_its_signature(server: Server) -> None:
    server.will(Answer(thinking=("Let me ", "think."), text="42"))
    chunks = [chunk for chunk, _ in ask("hi", stream=True)]
    assert [c.thinking for c in chunks if c.thinking] == ["Let me ", "think."]
    assert [c.signature for c in chunks if c.signature] == [SIGNATURE]
    assert {c.signature for c in chunks} == {"", SIGNATURE}


def test_an_answer_without_thinking_has_no_signature(server: Server) -> None:
    for response in both(server, Answer()):
        assert response.thinking is None
        assert response.signature is None


def test_the_neutral_layer_gives_thinking_and_signature_too(server: Server) -> None:
    server.will(Answer(thinking=("hm",)))
    prompt = llm.call("anthropic", MODEL)(lambda: "hi")
    assert (prompt().thinking, prompt().signature) == ("hm", SIGNATURE)
    stream = llm.call("anthropic", MODEL, stream=True)(lambda: "hi")()
    signatures = [chunk.signature for chunk, _ in stream if chunk.signature]
    assert signatures == [SIGNATURE]
    assert (stream.thinking, stream.signature) == ("hm", SIGNATURE)


def test_what_was_read_from_and_written_to_the_cache_is_input(server: Server) -> None:
    counts = {
        "input_tokens": 100,
        "cache_read_input_tokens": 2000,
        "cache_creation_input_tokens": 30_000,
    }
    for response in both(server, Blocks(content=(SAID,), counts=counts)):
        assert response.input_tokens == 32_100
        assert response.cached_tokens == 2000
        assert response.cost_metadata.cache_write_tokens == 30_000
        assert response.cost == calculate_cost(
            "anthropic",
            MODEL,
            CostMetadata(
                input_tokens=32_100,
                cached_tokens=2000,
                cache_write_tokens=30_000,
                output_tokens=3,
            ),
        )
        # 3 $ a million, a tenth of it for what was read, a quarter more for written.
        paid = 100 * 3 + 2000 * 0.3 + 30_000 * 3.75 + 3 * 15
        assert response.cost == pytest.approx(paid / 1e6)


def test_counts_at_the_end_of_a_stream_are_totals(server: Server) -> None:
    server.will(Answer(usage=Usage(input=10, output=15, cached=4)))
    stream = collected("hi")
    assert (stream.input_tokens, stream.output_tokens) == (10, 15)
    server.will(Answer(usage=Usage(input=10, output=15, cached=4), usage_thins=True))
    stream = collected("hi")
    assert (stream.input_tokens, stream.cached_tokens) == (10, 4)
    assert stream.output_tokens == 15
    assert stream.construct_call_response().input_tokens == 10


def test_a_count_at_the_end_that_leaves_out_the_cache_is_not_the_whole_prompt() -> None:
    event = {"type": "message_delta", "delta": {"stop_reason": "end_turn"}}
    for cache, whole in (({}, None), ({"cache_read_input_tokens": 4}, None)):
        usage = {"input_tokens": 6, "output_tokens": 3, **cache}
        read = CODEC.delta({**event, "usage": usage}).usage
        assert (read.input, read.output) == (whole, 3)
    full = {"cache_read_input_tokens": 4, "cache_creation_input_tokens": 0}
    usage = {"input_tokens": 6, "output_tokens": 3, **full}
    assert CODEC.delta({**event, "usage": usage}).usage.input == 10


def test_text_that_is_empty_is_not_sent_back(server: Server) -> None:
    empty = {"type": "text", "text": ""}
    for response in both(server, Blocks(content=(empty, CALL), finish="tool_calls")):
        assert response.message_param["content"] == [CALL]


FINISH = {
    "end_turn": ["stop"],
    "stop_sequence": ["stop"],
    "pause_turn": ["stop"],
    "max_tokens": ["length"],
    "model_context_window_exceeded": ["length"],
    "tool_use": ["tool_calls"],
    "refusal": ["content_filter"],
    "a_new_reason": None,
}


@pytest.mark.parametrize(("reason", "common"), FINISH.items(), ids=FINISH)
def test_every_stop_reason_is_reported(
    server: Server, reason: str, common: list[str] | None
) -> None:
    _, stream, _ = answers = both(server, Answer(finish=reason))
    for content in answers:
        assert content.finish_reasons == [reason]
        if content is not stream:
            assert content.common_finish_reasons == common


def test_a_turn_that_pauses_can_be_continued(server: Server) -> None:
    paused = Blocks(content=(SAID, SEARCH[0]), finish="pause_turn")
    for response in both(server, paused):
        server.will(Answer(text="done"))
        user = {"role": "user", "content": "hi"}
        assert ask({"messages": [user, response.message_param]}).content == "done"
        _, sent = server.last.body["messages"]
        assert sent["content"] == [SAID, SEARCH[0]]


def test_a_refusal_is_no_answer_to_extract_from(server: Server) -> None:
    server.will(Answer(refusal="That could do harm."))
    with pytest.raises(RefusalError, match="That could do harm"):
        ask("hi", response_model=list[str])
    server.will(Answer(finish="refusal", text="Half of"))
    for response in both(server, Answer(finish="refusal", text="Half of")):
        assert response.content == "Half of"
    assert ask("hi").refusal


def test_unknown_events_and_deltas_are_handed_on(server: Server) -> None:
    server.will(Answer(unknown=True))
    chunks = [chunk for chunk, _ in ask("hi", stream=True)]
    kinds = [chunk.chunk.type for chunk in chunks]
    if "brand_new_event" in kinds:  # older versions of the SDK leave it out
        assert chunks[kinds.index("brand_new_event")].chunk.deep == [1]
    assert "".join(map(str, chunks)) == "Hello wörld"
    novel = next(chunk for chunk in chunks if chunk.chunk.type == "content_block_delta")
    assert (novel.chunk.delta.type, novel.chunk.delta.novel) == ("novel_delta", "x")


def test_a_block_that_was_cut_is_not_sent_back(server: Server) -> None:
    server.will(Answer(thinking=("Let me ", "think."), text="42"))
    stream = ask("hi", stream=True)
    for chunk, _ in stream:
        if chunk.thinking:
            break
    assert stream.thinking == "Let me "
    assert stream.message_param == {"role": "assistant", "content": []}
    assert stream.construct_call_response().thinking == "Let me "
    server.will(Blocks(content=(SAID, SEARCH[0], CALL)))
    for stop in ("input_json_delta", "content_block_stop"):
        stream = ask("hi", stream=True, tools=[look_up])
        for chunk, _ in stream:
            event = chunk.chunk
            if stop in (event.type, getattr(event, "delta", event).type):
                break
        assert stream.message_param["content"] == [SAID]


def test_a_call_that_was_cut_by_the_token_limit_can_be_sent_back(
    server: Server,
) -> None:
    cut = Call(name="look_up", arguments='{"word": "x', id="toolu_1")
    server.will(Answer(text="", calls=(cut,), finish="length"))
    stream = ask("hi", stream=True)
    for _ in stream:
        pass
    [block] = stream.message_param["content"]
    assert block["input"] == {}
    assert stream.finish_reasons == ["max_tokens"]


def test_outputs_of_tools_are_one_message(server: Server) -> None:
    server.will(Blocks(content=(CALL, EMPTY_CALL), finish="tool_calls"))
    response = ask("hi", tools=[look_up, now])
    pairs = [(tool, tool.call()) for tool in response.tools]
    assert response.tool_message_params(pairs) == [
        {
            "role": "user",
            "content": [
                {
                    "type": "tool_result",
                    "tool_use_id": id,
                    "content": [{"type": "text", "text": output}],
                }
                for id, output in (("toolu_1", "X"), ("toolu_2", "noon"))
            ],
        }
    ]
    [message] = response.tool_message_params([(response.tool, "")])
    assert message["content"][0]["content"] == []
    assert response.tool_message_params([]) == []
