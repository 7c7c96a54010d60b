"""What the server of the benchmarks answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from benchmarks import wire, wire_others
from benchmarks.server import Answers

BOOK_JSON = json.dumps(wire.BOOK, separators=(",", ":"))


def ask(path: str = "/v1/chat/completions", **body: Any) -> bytes:
    head = f"POST {path} HTTP/1.1".encode()
    return Answers().to(head, json.dumps(body).encode())


def events(response: bytes) -> list[Any]:
    lines = [line for line in response.split(b"\n") if line.startswith(b"data: ")]
    return [json.loads(line[6:]) for line in lines if line != b"data: [DONE]"]


def body(response: bytes) -> Any:
    head, _, content = response.partition(b"\r\n\r\n")
    assert f"content-length: {len(content)}".encode() in head
    return json.loads(content)


def arguments(response: bytes) -> list[str]:
    deltas = [c["delta"] for e in events(response) for c in e["choices"]]
    calls = [d["tool_calls"][0]["function"] for d in deltas if d.get("tool_calls")]
    return [call["arguments"] for call in calls]


def test_text_has_as_many_chunks_as_its_model_says() -> None:
    choices = [e["choices"] for e in events(ask(model="text-1000", stream=True))]
    pieces = [c[0]["delta"].get("content") for c in choices]
    assert len([piece for piece in pieces if piece]) == 1000


def test_usage_comes_where_it_is_asked_for() -> None:
    options = {"include_usage": True}
    last = events(ask(model="text-20", stream=True, stream_options=options))[-1]
    assert (last["choices"], last["usage"]["total_tokens"]) == ([], 34)
    assert events(ask(model="text-20", stream=True))[-1]["usage"] is None


@pytest.mark.parametrize(("count", "chunks"), [(3, 20), (10, 66), (200, 1326)])
def test_books_come_as_arguments_in_pieces(count: int, chunks: int) -> None:
    pieces = arguments(ask(model=f"books-{count}", stream=True, tools=[{}]))
    assert len([piece for piece in pieces if piece]) == chunks
    assert len(json.loads("".join(pieces))["books"]) == count


def test_tool_and_key_are_those_of_the_model_name() -> None:
    response = ask(model="books-3@find@value", stream=True, tools=[{}])
    assert b'"name":"find"' in response
    assert list(json.loads("".join(arguments(response)))) == ["value"]


def test_book_is_a_tool_call_only_where_tools_are_offered() -> None:
    called = body(ask(model="book@final_result", tools=[{}]))["choices"][0]
    function = called["message"]["tool_calls"][0]["function"]
    assert function == {"name": "final_result", "arguments": BOOK_JSON}
    assert called["finish_reason"] == "tool_calls"
    response = body(ask(model="book"))["choices"][0]
    assert response["message"]["content"] == BOOK_JSON


def test_unknown_model_is_not_found() -> None:
    assert ask(model="gpt-4o").startswith(b"HTTP/1.1 404 ")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/messages",
        "/v1beta/models/text:generateContent",
        "/v2/chat",
        "/model/text/converse",
    ],
)
def test_other_services_answer_with_the_text(path: str) -> None:
    assert wire.TEXT in json.dumps(body(ask(path)))


def test_messages_stream_has_the_events_of_the_service() -> None:
    made = events(ask("/v1/messages", model="text-1000", stream=True))
    texts = [e["delta"]["text"] for e in made if e["type"] == "content_block_delta"]
    assert texts == wire.text_pieces(1000)
    assert [made[0]["type"], made[-1]["type"]] == ["message_start", "message_stop"]
    assert wire_others.messages_stream(3).endswith(wire.END)


def test_chunks_of_a_body_have_the_length_they_say() -> None:
    _, _, content = ask(model="text-20", stream=True).partition(b"\r\n\r\n")
    while content:
        length, _, content = content.partition(b"\r\n")
        size = int(length, 16)
        assert content[size : size + 2] == b"\r\n"
        content = content[size + 2 :]
