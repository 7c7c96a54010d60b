"""What Cohere answers, where it is not what chat completions answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import cohere
import pytest
from typing_extensions import override

from mirascope import llm
from mirascope.core import Messages
from mirascope.core import cohere as c
from tests.server import Answer, Call, Request, Server, Usage
from tests.server.dialects import cohere as dialect

MODEL = "command-a-reasoning-08-2025"
CITATION = {
    "start": 0,
    "end": 4,
    "text": "Rust",
    "sources": [{"type": "tool", "id": "call_1:0", "tool_output": {"word": "Rust"}}],
    "type": "TEXT_CONTENT",
}
THOUGHT = {"type": "thinking", "thinking": "Let me look."}
HOLOGRAM = {"type": "hologram", "shape": "cube"}


class Rich(dialect.CohereV2):
    """The service, with all that an answer can hold."""

    @override
    def whole(self, request: Request, answer: Answer) -> bytes:
        body = json.loads(super().whole(request, answer))
        message = body["message"]
        message |= {"tool_plan": "I will look.", "citations": [CITATION]}
        content = [THOUGHT, {"type": "text", "text": "Rust"}, HOLOGRAM, THOUGHT]
        message["content"] = [*content, {"type": "text", "text": " it is."}]
        return json.dumps(body).encode()

    @override
    def events_of(self, answer: Answer) -> Iterator[dict[str, Any]]:
        start, *calls, end = super().events_of(answer)
        yield start
        for piece in ("I will", " look."):
            yield event("tool-plan-delta", None, {"tool_plan": piece})
        yield from block(0, {"type": "thinking", "thinking": "Let"}, " me", " look.")
        yield from block(1, {"type": "text", "text": ""}, "Ru", "st")
        yield event("citation-start", 0, {"citations": CITATION})
        yield {"type": "citation-end", "index": 0}
        yield from block(2, HOLOGRAM)
        yield from block(3, {"type": "thinking", "thinking": ""}, "Let me look.")
        yield from block(4, {"type": "text", "text": " it"}, " is.")
        yield from calls
        yield end


def event(kind: str, index: int | None, message: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "index": index, "delta": {"message": message}}


def block(
    index: int, content: dict[str, Any], *pieces: str
) -> Iterator[dict[str, Any]]:
    kind = content["type"]
    yield event("content-start", index, {"content": content})
    for piece in pieces:
        yield event("content-delta", index, {"content": {kind: piece}})
    yield {"type": "content-end", "index": index}


@pytest.fixture
def rich(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setattr("tests.server._http.dialect_of", lambda _: Rich())
    call = Call(name="look_up", arguments='{"word": "Rust"}')
    return server.will(Answer(text="", calls=(call,)))


def look_up(word: str) -> str:
    """Look a word up."""
    return word


def both(**options: Any) -> list[Any]:
    """Get the same answer whole, and rebuilt from a stream."""

    def prompt() -> str:
        return "hi"

    stream = c.call(MODEL, stream=True, **options)(prompt)()
    list(stream)
    return [c.call(MODEL, **options)(prompt)(), stream.construct_call_response()]


def test_all_that_an_answer_holds_is_kept_in_its_order(rich: Server) -> None:
    for response in both(tools=[look_up]):
        assert response.content == "Rust it is."
        assert response.thinking == "Let me look." * 2
        assert response.tool_plan == "I will look."
        [citation] = response.citations
        assert (citation.text, citation.sources[0].id) == ("Rust", "call_1:0")
        assert response.tool.call() == "Rust"
        assert response.message_param == {
            "role": "assistant",
            "content": [
                THOUGHT,
                {"type": "text", "text": "Rust"},
                HOLOGRAM,
                THOUGHT,
                {"type": "text", "text": " it is."},
            ],
            "tool_calls": [
                {
                    "id": "call_1",
                    "type": "function",
                    "function": {"name": "look_up", "arguments": '{"word": "Rust"}'},
                }
            ],
            "tool_plan": "I will look.",
            "citations": [CITATION],
        }
        assert json.loads(response.model_dump_json())["content"] == "Rust it is."


@pytest.mark.parametrize("number", [0, 1])
def test_an_answer_goes_back_as_it_came(rich: Server, number: int) -> None:
    response = both(tools=[look_up])[number]
    results = response.tool_message_params([(response.tool, "a language")])
    assert results == [
        {"role": "tool", "tool_call_id": "call_1", "content": "a language"}
    ]
    common = [
        response.common_message_param,
        *(response._codec.read(r) for r in results),
    ]
    assert common[0].role == "assistant"
    history = [Messages.User("hi"), common[0], *common[1]]

    @c.call(MODEL)
    def go_on() -> Any:
        return history

    go_on()
    assert rich.last.body["messages"][1:] == [response.message_param, *results]


# The SDK warns of the block in its own object that it does not know.
@pytest.mark.filterwarnings("ignore:Pydantic serializer:UserWarning")
def test_an_answer_of_the_sdk_is_taken_as_a_message(rich: Server) -> None:
    response = both(tools=[look_up])[0]

    @c.call(MODEL)
    def go_on() -> Any:
        return {
            "messages": [
                {"role": "user", "content": "hi"},
                response.response.message,
                *response.tool_message_params([(response.tool, "a language")]),
            ]
        }

    assert go_on().common_messages[1] == response.common_message_param
    sent = rich.last.body["messages"][1]
    assert sent["tool_plan"] == "I will look."
    assert sent["content"][2] == HOLOGRAM


def test_a_history_is_portable(server: Server) -> None:
    server.will(Answer(text="42", thinking=("Let me ", "think.")))

    @llm.call("cohere", MODEL)
    def first() -> str:
        return "hi"

    answer = first()
    assert answer.thinking == "Let me think."

    @llm.call("openai", "gpt-4o-mini")
    def second() -> Any:
        return [*answer.messages, answer.message_param, Messages.User("and?")]

    second()
    assert server.last.path == "/v1/chat/completions"
    content = server.last.body["messages"][1]
    assert content == {"role": "assistant", "content": [{"type": "text", "text": "42"}]}


def test_blocks_of_tool_results_are_read_as_text() -> None:
    document = {"data": {"word": "Rust"}, "id": "d1"}
    message = {
        "role": "tool",
        "tool_call_id": "call_1",
        "content": [
            {"type": "text", "text": "Found: "},
            {"type": "document", "document": document},
        ],
    }
    [read] = c.CohereCallResponse._codec.read(message)
    [result] = read.content
    assert result.id == "call_1"
    assert result.content == f"Found: {json.dumps(document)}"


def test_billed_tokens_are_counted_and_the_others_can_be_seen(server: Server) -> None:
    server.will(Answer(usage=Usage(input=11, output=5, cached=480)))
    for response in both():
        assert (response.input_tokens, response.output_tokens) == (11, 5)
        assert response.cached_tokens == 480
        assert {type(response.input_tokens), type(response.cached_tokens)} == {int}
        assert response.usage.tokens.input_tokens == 507
        assert response.usage.billed_units.output_tokens == 5


def test_tokens_are_counted_where_nothing_is_billed() -> None:
    codec = c.CohereCallResponse._codec
    usage = {"tokens": {"input_tokens": 7.0, "output_tokens": 2.0}}
    message = {"role": "assistant", "content": []}
    content = codec.tokens({"message": message, "usage": usage})
    assert content[:4] == (7, None, 2, None)


@pytest.mark.parametrize(
    ("finish", "common"),
    [
        ("COMPLETE", "stop"),
        ("STOP_SEQUENCE", "stop"),
        ("MAX_TOKENS", "length"),
        ("TOOL_CALL", "tool_calls"),
        ("ERROR", "error"),
        ("TIMEOUT", "error"),
        ("ERROR_TOXIC", "content_filter"),
        ("ERROR_LIMIT", "length"),
        ("USER_CANCEL", "stop"),
        ("BRAND_NEW", None),
    ],
)
def test_finish_reasons_have_common_words(
    server: Server, finish: str, common: str | None
) -> None:
    server.will(Answer(finish=finish))
    for response in both():
        assert response.finish_reasons == [finish]
        assert response.common_finish_reasons == ([common] if common else None)


def test_a_complete_answer_with_calls_ended_on_them(server: Server) -> None:
    server.will(Answer(text="", calls=(Call(name="look_up"),), finish="COMPLETE"))
    for response in both():
        assert response.common_finish_reasons == ["tool_calls"]


def test_a_tool_comes_with_the_end_of_its_call(server: Server) -> None:
    calls = (
        Call(name="look_up", arguments='{"word": "a"}'),
        Call(name="look_up", arguments='{"word": "b"}', id="call_2"),
    )
    server.will(Answer(text="", calls=calls))

    @c.call(MODEL, tools=[look_up], stream=True)
    def prompt() -> str:
        return "hi"

    pairs = list(prompt())
    at = [number for number, (_, tool) in enumerate(pairs) if tool]
    assert [pairs[number][0].chunk.type for number in at] == ["tool-call-end"] * 2
    assert [pairs[number][1].word for number in at] == ["a", "b"]
    assert [pairs[number][1].tool_call.id for number in at] == ["call_1", "call_2"]


def test_an_answer_without_anything_is_empty(server: Server) -> None:
    server.will(Answer(text="", usage=None))
    for response in both():
        assert response.content == ""
        assert response.thinking is response.tool_plan is response.citations is None
        assert response.message_param == {"role": "assistant", "content": ""}


def test_the_objects_are_those_of_the_sdk(server: Server) -> None:
    for response in both():
        assert type(response.response) is cohere.V2ChatResponse
        assert type(response.usage) is cohere.Usage
    call = Call(name="look_up", arguments='{"word": "a"}')
    server.will(Answer(text="", calls=(call,)))
    for response in both(tools=[look_up]):
        assert type(response.tool.tool_call) is cohere.ToolCallV2


def test_the_model_is_the_one_that_was_asked(server: Server) -> None:
    for response in both():
        assert response.model == MODEL
        assert response.model_dump()["model"] == MODEL


def test_a_stream_says_what_has_come_so_far(rich: Server) -> None:
    @c.call(MODEL, stream=True)
    def prompt() -> str:
        return "hi"

    stream = prompt()
    plans = [stream.tool_plan for _ in stream]
    assert plans[0] is None
    assert {"I will", "I will look."} < set(plans)
    assert stream.citations[0].text == "Rust"
