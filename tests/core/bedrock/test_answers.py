"""What answers say that only Bedrock gives, whole and streamed, and their replay."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

pytest.importorskip("boto3")

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mirascope import llm
from mirascope.core import BaseTool, Messages, bedrock
from mirascope.core.base.messages.parts import NativePart
from mirascope.exceptions import NoAnswerError
from tests.server import Answer, Call, Fault, Server
from tests.server.dialects.bedrock import Native

from .asking import (
    METRICS,
    MODEL,
    USAGE,
    Block,
    answer,
    ask,
    both,
    needs,
    stream_of,
    wire,
)

THOUGHT: Block = {"reasoningText": {"text": "Let me see.", "signature": "c2ln"}}
HIDDEN: Block = {"redactedContent": b"\xff\x00hidden"}
CALL: Block = {"toolUseId": "t1", "name": "look_up", "input": {"word": "ara"}}
NONE: Block = {"toolUseId": "t2", "name": "now", "input": {}}
SEARCH: Block = {
    "toolUseId": "s1",
    "name": "nova_grounding",
    "type": "server_tool_use",
    "input": {"query": "x"},
}
FOUND: Block = {
    "toolUseId": "s1",
    "type": "nova_grounding_result",
    "status": "success",
    "content": [{"json": {"hits": [1, {}]}}, {"text": "more"}],
}
CITED: Block = {
    "content": [{"text": "Ruby is from 1993."}],
    "citations": [
        {"title": "facts", "location": {"documentChar": {"documentIndex": 0}}}
    ],
}


def look_up(word: str) -> str:
    """Look a word up."""
    return f"{word} is a bird"


def now() -> str:
    """Tell the time."""
    return "noon"


TOOLS = {"tools": [look_up, now]}


def test_text_is_that_of_all_blocks(server: Server) -> None:
    for response in both(
        server, {"reasoningContent": THOUGHT}, {"text": "one "}, {"text": "two"}
    ):
        assert response.content == "one two"
        assert response.thinking == "Let me see."
        assert response.finish_reasons == ["end_turn"]


def test_reasoning_is_replayed_with_its_signature(server: Server) -> None:
    blocks = ({"reasoningContent": THOUGHT}, {"reasoningContent": HIDDEN})
    for response in both(server, *blocks, {"text": "42"}):
        assert response.thinking == "Let me see."
        content = {"role": "assistant", "content": [*blocks, {"text": "42"}]}
        assert response.message_param == content
        for history in ([content], [response.common_message_param]):
            ask([Messages.User("a"), *history, Messages.User("b")])
            [_, sent, _] = server.last.body["messages"]
            assert sent["content"][0] == {"reasoningContent": THOUGHT}
            assert sent["content"][1]["reasoningContent"]["redactedContent"] == (
                "/wBoaWRkZW4="
            )
            assert sent["content"][2] == {"text": "42"}


def test_reasoning_has_no_meaning_for_other_services(server: Server) -> None:
    [response, _] = both(server, {"reasoningContent": THOUGHT}, {"text": "42"})
    common = response.common_message_param
    assert isinstance(common.content[0], NativePart)
    assert common.content[0].provider == "bedrock"
    server.will()
    llm.call("openai", "gpt-4o-mini")(lambda: [Messages.User("a"), common])()
    assert server.last.messages[1]["content"] == [{"type": "text", "text": "42"}]


def test_reasoning_streams_apart_from_the_text(server: Server) -> None:
    server.will(answer({"reasoningContent": THOUGHT}, {"text": "42"}))
    stream = ask(stream=True)
    chunks = [chunk for chunk, _ in stream]
    assert "".join(chunk.thinking for chunk in chunks) == "Let me see."
    assert "".join(chunk.content for chunk in chunks) == "42" == stream.content
    assert stream.thinking == "Let me see."


def test_two_adjacent_calls_of_which_one_has_no_arguments(server: Server) -> None:
    blocks = ({"text": "Well, "}, {"toolUse": NONE}, {"toolUse": CALL})
    server.will(answer(*blocks, stopReason="tool_use"))
    whole = ask(**TOOLS)
    stream = ask(stream=True, **TOOLS)
    streamed = [tool for _, tool in stream if tool is not None]
    rebuilt = stream.construct_call_response()
    for tools in (whole.tools, streamed, rebuilt.tools):
        assert [tool.id for tool in tools] == ["t2", "t1"]
        assert [tool.call() for tool in tools] == ["noon", "ara is a bird"]
        assert [tool.tool_call for tool in tools] == [
            {"toolUse": NONE},
            {"toolUse": CALL},
        ]
    assert whole.common_finish_reasons == ["tool_calls"]
    assert rebuilt.common_finish_reasons == ["tool_calls"]
    for response in (whole, stream, rebuilt):
        content = {"role": "assistant", "content": list(blocks)}
        assert response.message_param == content
        results = response.tool_message_params(
            [(tool, tool.call()) for tool in streamed]
        )
        assert results == [
            {
                "role": "user",
                "content": [
                    {"toolResult": {"toolUseId": "t2", "content": [{"text": "noon"}]}},
                    {
                        "toolResult": {
                            "toolUseId": "t1",
                            "content": [{"text": "ara is a bird"}],
                        }
                    },
                ],
            }
        ]
        history = [{"role": "user", "content": [{"text": "go"}]}, content, *results]
        ask(history, **TOOLS)
        assert server.last.body["messages"] == history


def test_a_tool_comes_when_its_block_ends(server: Server) -> None:
    server.will(answer({"toolUse": CALL}, {"text": "done"}))
    pairs = list(ask(stream=True, **TOOLS))
    [at] = [n for n, (_, tool) in enumerate(pairs) if tool is not None]
    assert "contentBlockStop" in pairs[at][0].chunk


def test_the_tool_class_reads_the_services_calls() -> None:
    class Look(BaseTool):
        """Look."""

        word: str

        def call(self) -> str:
            return self.word

    tool = bedrock.BedrockTool.type_from_base_model_type(Look)
    assert tool.tool_schema()["toolSpec"]["name"] == "Look"
    made = tool.from_tool_call({"toolUse": CALL})
    assert (made.word, made.id) == ("ara", "t1")
    assert made.tool_call == {"toolUse": CALL}
    partial = {"toolUse": {**CALL, "input": '{"word": "a'}}
    assert tool.from_tool_call(partial, allow_partial=True).word == "a"
    assert tool(word="x").id is None


@needs("ToolUseBlock", "type")
def test_what_the_service_ran_itself_is_carried_along(server: Server) -> None:
    blocks = ({"toolUse": SEARCH}, {"toolResult": FOUND}, {"toolUse": CALL})
    server.will(answer(*blocks, {"text": "ok"}))
    whole = ask(**TOOLS)
    stream = ask(stream=True, **TOOLS)
    streamed = [tool for _, tool in stream if tool is not None]
    rebuilt = stream.construct_call_response()
    assert [tool.id for tool in streamed] == ["t1"]
    for response in (whole, rebuilt):
        assert [tool.id for tool in response.tools] == ["t1"]
        assert response.message_param["content"] == [*blocks, {"text": "ok"}]
        common = response.common_message_param
        assert [part.type for part in common.content] == [
            "native",
            "native",
            "tool_call",
            "text",
        ]
        ask([Messages.User("a"), common], **TOOLS)
        assert server.last.body["messages"][1]["content"] == [*blocks, {"text": "ok"}]


@needs("ContentBlockStart", "image")
def test_images_of_an_answer_are_carried_along(server: Server) -> None:
    image = {"image": {"format": "png", "source": {"bytes": b"\x89PNG0123456789"}}}
    for response in both(server, image, {"text": "look"}):
        assert response.message_param["content"] == [image, {"text": "look"}]


@needs("ContentBlock", "citationsContent")
def test_cited_text_is_text_and_its_citations_are_kept(server: Server) -> None:
    blocks = ({"text": "See: "}, {"citationsContent": CITED})
    for response in both(server, *blocks):
        assert response.content == "See: Ruby is from 1993."
        assert response.message_param["content"] == list(blocks)


@needs("ToolUseBlock", "type")
def test_a_type_that_is_only_sent_is_not_sent_back(server: Server) -> None:
    for response in both(server, {"toolUse": {**CALL, "type": "tool_use"}}):
        assert response.message["content"][0]["toolUse"]["type"] == "tool_use"
        assert response.message_param["content"] == [{"toolUse": CALL}]


UNKNOWN: tuple[Block, ...] = (
    {"unheardOf": {"deep": [1]}},
    {"reasoningContent": {"unheardOf": {"deep": 1}}},
)


def test_blocks_that_the_sdk_does_not_know_are_dropped_on_replay(
    server: Server,
) -> None:
    for block in UNKNOWN:
        content = [block, {"text": "ok"}]
        output = {"message": {"role": "assistant", "content": content}}
        server.will(Native(body={"output": output, "stopReason": "end_turn"}))
        response = ask()
        assert response.content == "ok"
        assert "SDK_UNKNOWN_MEMBER" in repr(response.response)
        assert response.message_param["content"] == [{"text": "ok"}]
        assert response.thinking is None
        server.will()
        ask([Messages.User("a"), response.message_param, Messages.User("b")])
        assert server.last.body["messages"][1]["content"] == [{"text": "ok"}]


def test_events_that_the_sdk_does_not_know_do_no_harm(server: Server) -> None:
    frames: list[Any] = list(answer({"text": "fine"}).frames)
    frames[1:1] = [
        ("brandNew", {"a": 1}),
        ("contentBlockStart", {"contentBlockIndex": 7, "start": {"novel": {"b": 1}}}),
        ("contentBlockDelta", {"contentBlockIndex": 7, "delta": {"novel": {"c": 1}}}),
        ("contentBlockStop", {"contentBlockIndex": 7}),
    ]
    server.will(Native(frames=tuple(frames)))
    stream = stream_of(**TOOLS)
    assert stream.content == "fine"
    assert stream.message_param["content"] == [{"text": "fine"}]


def test_an_intervening_guardrail_is_a_filter(server: Server) -> None:
    trace = {"guardrail": {"inputAssessment": {"abc": {"topicPolicy": {"topics": []}}}}}
    for response in both(
        server,
        {"text": "I cannot."},
        stopReason="guardrail_intervened",
        trace=trace,
        options={
            "call_params": {
                "guardrailConfig": {"guardrailIdentifier": "g", "guardrailVersion": "1"}
            }
        },
    ):
        assert response.content == "I cannot."
        assert response.finish_reasons == ["guardrail_intervened"]
        assert response.common_finish_reasons == ["content_filter"]
        assert response.response["trace"] == trace
        assert server.last.body["guardrailConfig"] == {
            "guardrailIdentifier": "g",
            "guardrailVersion": "1",
        }


@pytest.mark.parametrize(
    ("reason", "common"),
    [
        ("end_turn", "stop"),
        ("stop_sequence", "stop"),
        ("max_tokens", "length"),
        ("model_context_window_exceeded", "length"),
        ("tool_use", "tool_calls"),
        ("content_filtered", "content_filter"),
        ("guardrail_intervened", "content_filter"),
        ("malformed_model_output", "error"),
        ("malformed_tool_use", "error"),
        ("unheard_of", None),
    ],
)
def test_stop_reasons_have_common_words(
    server: Server, reason: str, common: str | None
) -> None:
    for response in both(server, {"text": "x"}, stopReason=reason):
        assert response.finish_reasons == [reason]
        assert response.common_finish_reasons == (common and [common])


def test_the_input_includes_what_the_cache_took_part_in(server: Server) -> None:
    usage = {
        **USAGE,
        "inputTokens": 10,
        "cacheReadInputTokens": 200,
        "cacheWriteInputTokens": 3000,
    }
    for response in both(server, {"text": "x"}, usage=usage):
        assert response.input_tokens == 3210
        assert response.cached_tokens == 200
        assert response.output_tokens == 5
        assert response.usage == usage
        metadata = response.cost_metadata
        assert metadata.cache_write_tokens == 3000
        assert metadata.input_tokens == 3210


def test_cached_tokens_are_unknown_where_the_service_says_nothing(
    server: Server,
) -> None:
    for response in both(server, {"text": "x"}):
        assert (response.input_tokens, response.output_tokens) == (3, 5)
        assert response.cached_tokens is None


def test_the_message_of_the_answer_is_at_hand(server: Server) -> None:
    for response in both(server, {"text": "x"}):
        assert response.message == {"role": "assistant", "content": [{"text": "x"}]}
        assert response.response["metrics"] == METRICS
    assert bedrock.BedrockCallResponse(response={}).message is None


def test_an_answer_without_a_message_is_none(server: Server) -> None:
    server.will(Answer(fault=Fault(malformed=True)))  # for botocore it is an answer
    with pytest.raises(NoAnswerError) as caught:
        ask()
    response: Any = caught.value.response
    assert response.content == ""
    assert response.tools is None
    assert response.finish_reasons is None
    assert response.message is None
    assert response.message_param == {"role": "assistant", "content": []}
    assert json.loads(response.model_dump_json())["model"] == MODEL


def test_each_event_has_the_metadata_of_its_stream(server: Server) -> None:
    server.will(answer({"text": "hello"}))
    chunks = [chunk for chunk, _ in ask(stream=True)]
    for chunk in chunks:
        assert chunk.model == chunk.chunk["model"] == MODEL
        assert chunk.chunk["responseMetadata"]["HTTPStatusCode"] == 200
    assert chunks[-1].usage == USAGE
    assert [name for chunk in chunks[-2:] for name in list(chunk.chunk)[:1]] == [
        "messageStop",
        "metadata",
    ]


def test_a_call_that_was_cut_off_is_not_in_the_message(server: Server) -> None:
    server.will(answer({"text": "Well, "}, {"toolUse": CALL}))
    for stopped in range(4, 8):
        stream = ask(stream=True, **TOOLS)
        for number, _ in enumerate(stream):
            if number == stopped:
                break
        assert stream.message_param["content"] == [{"text": "Well, "}]
        response = stream.construct_call_response()
        assert response.tools is None
        assert response.content == "Well, "


def test_arguments_that_end_too_early_are_not_sent_back(server: Server) -> None:
    frames = [
        (name, payload)
        for name, payload in answer({"toolUse": CALL}, stopReason="max_tokens").frames
        if payload.get("delta") != {"toolUse": {"input": 'a"}'}}
    ]
    server.will(Native(frames=tuple(frames)))
    stream = ask(stream=True, **TOOLS)
    with pytest.raises(ValueError, match="look_up"):
        list(stream)
    assert stream.message_param["content"] == []
    assert stream.construct_call_response().message_param["content"] == []


def test_an_exception_in_the_midst_of_a_stream_passes_through(server: Server) -> None:
    from botocore.exceptions import EventStreamError

    server.will(Answer(fault=Fault(error_event=True)))
    stream = ask(stream=True)
    with pytest.raises(EventStreamError, match="broke down") as caught:
        list(stream)
    assert caught.value.response["Error"]["Code"] == "modelStreamErrorException"
    assert stream.content == "Hello wörld"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "ValidationException"),
        (403, "AccessDeniedException"),
        (404, "ResourceNotFoundException"),
        (408, "ModelTimeoutException"),
        (429, "ThrottlingException"),
        (424, "ModelErrorException"),
    ],
)
def test_errors_are_the_clients_own(server: Server, status: int, code: str) -> None:
    import boto3
    from botocore.config import Config

    config = Config(retries={"total_max_attempts": 1})
    client = boto3.client("bedrock-runtime", region_name="us-east-1", config=config)
    fault = Fault(status=status, headers={"x-amzn-errortype": code})
    server.will(Answer(fault=fault))
    for stream in (False, True):
        with pytest.raises(getattr(client.exceptions, code), match=f"{status}"):
            list(ask(client=client, stream=stream))


def test_keywords_that_the_sdk_does_not_know_are_its_own_error(server: Server) -> None:
    from botocore.exceptions import ParamValidationError

    with pytest.raises(ParamValidationError, match="unheardOf"):
        ask(call_params={"unheardOf": 1})
    assert server.requests == []


def test_a_history_of_calls_goes_to_another_service_and_back(server: Server) -> None:
    call = Call(name="look_up", arguments='{"word": "ara"}', id="t1")
    server.will(Answer(text="Well,", calls=(call,)))

    @llm.call("bedrock", MODEL, **TOOLS)
    def ask_bedrock(history: list[Any]) -> list[Any]:
        return history

    response = ask_bedrock([Messages.User("go")])
    history = [response.user_message_param, response.message_param]
    history += response.tool_message_params([(response.tool, response.tool.call())])
    other = llm.override(ask_bedrock, provider="openai", model="gpt-4o-mini")
    there = other(history)
    assert [message["role"] for message in server.last.messages] == [
        "user",
        "assistant",
        "tool",
    ]
    assert server.last.messages[2]["tool_call_id"] == "t1"
    history = [*there.messages, there.message_param]
    ask_bedrock([*history, Messages.User("so?")])
    roles = [message["role"] for message in server.last.body["messages"]]
    assert roles == ["user", "assistant", "user", "assistant", "user"]
    assert "toolResult" in server.last.body["messages"][2]["content"][0]


names = st.sampled_from(["look_up", "now", "other"])
ids = st.uuids().map(str)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2)
    ),
    max_leaves=4,
)
objects = st.dictionaries(st.text(), values, max_size=3)
texts = st.text(min_size=1).filter(str.strip)
uses = st.fixed_dictionaries({"toolUseId": ids, "name": names, "input": objects})
blocks = st.one_of(
    st.builds(lambda text: {"text": text}, texts),
    st.builds(lambda use: {"toolUse": use}, uses),
    st.builds(lambda use: {"toolUse": {**use, "type": "server_tool_use"}}, uses),
    st.builds(
        lambda id, found: {
            "toolResult": {
                "toolUseId": id,
                "type": "found",
                "status": "success",
                "content": [{"json": found}],
            }
        },
        ids,
        objects,
    ),
    st.builds(
        lambda text, signature: {
            "reasoningContent": {
                "reasoningText": {"text": text, "signature": signature}
            }
        },
        texts,
        texts,
    ),
    st.builds(
        lambda data: {"reasoningContent": {"redactedContent": data}},
        st.binary(min_size=1),
    ),
    st.builds(
        lambda text: {
            "citationsContent": {
                "content": [{"text": text}],
                "citations": [{"title": "a"}, {"title": "b"}],
            }
        },
        texts,
    ),
)


@needs("ToolUseBlock", "type")
@needs("ContentBlock", "citationsContent")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(content=st.lists(blocks, max_size=5), size=st.integers(1, 9), data=st.data())
def test_any_blocks_in_any_pieces_are_rebuilt_and_sent_back(
    server: Server, content: list[Block], size: int, data: st.DataObject
) -> None:
    content = _utf8(content)
    server.will(answer(*content, size=size, stopReason="tool_use"))
    whole, streamed = ask(), stream_of()
    rebuilt = streamed.construct_call_response()
    assert whole.message["content"] == rebuilt.message["content"] == content
    for response in (whole, streamed, rebuilt):
        text = response.message_param
        assert text["content"] == content
    for name in ("content", "thinking", "finish_reasons", "input_tokens", "model"):
        assert getattr(whole, name) == getattr(rebuilt, name)
    if content:
        for message in (whole.message_param, whole.common_message_param):
            ask([Messages.User("a"), message, Messages.User("b")])
            sent = server.last.body["messages"][1]["content"]
            assert sent == wire(content)


def _utf8(value: Any) -> Any:
    """Leave out what no JSON can carry: halves of surrogate pairs."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_utf8(name): _utf8(item) for name, item in value.items()}
    return [_utf8(item) for item in value] if isinstance(value, list) else value


def test_an_async_stream_says_the_same(server: Server) -> None:
    pytest.importorskip("aiobotocore")
    server.will(
        answer({"reasoningContent": THOUGHT}, {"text": "42"}, {"toolUse": CALL})
    )

    @bedrock.call(MODEL, stream=True, **TOOLS)
    async def tell() -> str:
        return "hi"

    async def main() -> Any:
        stream = await tell()
        tools = [tool async for _, tool in stream if tool is not None]
        return stream, tools

    stream, [tool] = asyncio.run(main())
    assert (stream.content, stream.thinking, tool.id) == ("42", "Let me see.", "t1")
    whole = ask(**TOOLS)
    assert stream.message_param == whole.message_param
