"""Answers that only some services give, read and sent back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mirascope.core._chat_completions import _decode
from mirascope.core._chat_completions._codec import ChatCodec
from mirascope.core._chat_completions._dialect import Dialect
from mirascope.core._chat_completions._encode import messages as encode
from mirascope.core.base import (
    BaseMessageParam,
    NativePart,
    TextPart,
    ToolResultPart,
)
from tests.internals import Assembler, Call

DIALECT = Dialect(provider="openai")
CODEC = ChatCodec(DIALECT)
CUSTOM = {"id": "b", "type": "custom", "custom": {"name": "run", "input": "ls"}}


def answer(*calls: Any, **message: Any) -> dict[str, Any]:
    content = {
        "role": "assistant",
        "content": None,
        "tool_calls": list(calls),
        **message,
    }
    return {
        "choices": [{"index": 0, "message": content, "finish_reason": "tool_calls"}]
    }


def call(arguments: Any, id: str = "a") -> dict[str, Any]:
    function = {"name": "look_up", "arguments": arguments}
    return {"id": id, "type": "function", "function": function}


@pytest.mark.parametrize("given", ['{"word": "x"}', {"word": "x"}])
def test_arguments_may_come_as_an_object(given: Any) -> None:
    [made] = _decode.decode(answer(call(given))).calls
    assert made == Call("a", "look_up", '{"word": "x"}')
    chunk = {"choices": [{"index": 0, "delta": {"tool_calls": [call(given)]}}]}
    [piece] = _decode.delta(chunk).calls
    assert json.loads(piece.arguments) == {"word": "x"}


@pytest.mark.parametrize("given", [None, "", {}])
def test_a_call_may_come_without_arguments(given: Any) -> None:
    reply = _decode.decode(answer(call(given)))
    assert reply.calls == [Call("a", "look_up", "")]
    [sent] = CODEC.message(None, reply)["tool_calls"]
    assert sent["function"]["arguments"] == "{}"


def test_pieces_that_have_only_their_id_are_kept_apart_by_it() -> None:
    assembler = Assembler()
    for id, piece in (("a", ""), ("b", ""), ("a", "{}"), ("b", '{"c'), ("b", '": 1}')):
        content = {"tool_calls": [call(piece, id) if not piece else _later(id, piece)]}
        chunk = {"choices": [{"index": 0, "delta": content}]}
        assembler.feed(_decode.delta(chunk))
    assert assembler.end() == [
        Call("a", "look_up", "{}"),
        Call("b", "look_up", '{"c": 1}'),
    ]


def _later(id: str, piece: str) -> dict[str, Any]:
    return {"id": id, "function": {"arguments": piece}}


def test_calls_that_are_no_functions_go_back_as_they_came() -> None:
    reply = _decode.decode(answer(call("{}"), CUSTOM, content="Well,"))
    assert [(call.name, call.kind) for call in reply.calls] == [
        ("look_up", ""),
        ("run", "custom"),
    ]
    message = CODEC.message(None, reply)
    assert message["tool_calls"] == [call("{}"), CUSTOM]
    [read] = CODEC.read(message)
    assert [part.type for part in read.content] == [
        "text",
        "tool_call",
        "tool_call",
        "native",
    ]
    assert encode(DIALECT, [read]) == [message]


@pytest.mark.parametrize(
    "content", [CUSTOM, {"type": "new", "x": 1}, {"reasoning": "hm"}]
)
def test_what_another_service_said_is_left_out(content: dict[str, Any]) -> None:
    parts = [
        TextPart(type="text", text="a"),
        NativePart(type="native", provider="elsewhere", content=content),
    ]
    message = BaseMessageParam(role="assistant", content=parts)
    plain = BaseMessageParam(role="assistant", content=parts[:1])
    assert encode(DIALECT, [message]) == encode(DIALECT, [plain])
    own = parts[1].model_copy(update={"provider": "openai"})
    kept = BaseMessageParam(role="assistant", content=[parts[0], own])
    assert encode(DIALECT, [kept]) != encode(DIALECT, [plain])


def test_words_around_a_result_keep_their_places() -> None:
    result = ToolResultPart(type="tool_result", name="f", content="3", id="a")
    before, after = (TextPart(type="text", text=text) for text in ("one", "two"))
    message = BaseMessageParam(role="user", content=[before, result, after])
    first, second, third = encode(DIALECT, [message])
    assert (first["role"], first["content"][0]["text"]) == ("user", "one")
    assert (second["role"], second["content"]) == ("tool", "3")
    assert (third["role"], third["content"][0]["text"]) == ("user", "two")
