"""The bytes of chat completions that the benchmark server answers with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

TEXT = "The Name of the Wind by Patrick Rothfuss, a tale told by its own hero. "
BOOK = {"title": "The Name of the Wind", "author": "Patrick Rothfuss"}
BOOK_CHUNKS = {200: 1_326, 2_000: 13_726, 5_000: 34_300}
"""Structured streams: number of books to number of chunks with a piece of JSON."""
END = b"0\r\n\r\n"
"""The end of a body that comes in chunks."""

_HEAD = (
    b"HTTP/1.1 200 OK\r\n"
    b"date: Thu, 01 Jan 2026 00:00:00 GMT\r\n"
    b"x-request-id: req_0123456789abcdef\r\n"
    b"openai-version: 2020-10-01\r\n"
    b"openai-processing-ms: 12\r\n"
)
STREAM_HEAD = (
    _HEAD + b"content-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
)
"""What a stream begins with."""
_USAGE: dict[str, Any] = {
    "prompt_tokens": 14,
    "completion_tokens": 20,
    "total_tokens": 34,
    "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
    "completion_tokens_details": {
        "reasoning_tokens": 0,
        "audio_tokens": 0,
        "accepted_prediction_tokens": 0,
        "rejected_prediction_tokens": 0,
    },
}


class Kind(NamedTuple):
    """What a reply depends on."""

    model: str
    """What is answered, such as `books-200`: see `reply`."""
    stream: bool
    tools: bool
    usage: bool
    """Whether a stream ends with a usage chunk."""


def reply(kind: Kind) -> bytes | None:
    """Make the answer to a request.

    The model's name says what is answered: `text`, `text-1000` for a text in so many
    chunks, `book`, or `books-200` for so many books. After an `@` comes the tool that
    is called where the request offers tools, and after another one the key that the
    books stand under, for clients that name their tools in ways of their own.

    Args:
        kind: What the request asks for.

    Returns:
        A complete HTTP response, or nothing where the name says nothing.
    """
    name, _, tail = kind.model.partition("@")
    tool, _, key = tail.partition("@")
    what, _, size = name.partition("-")
    count = int(size) if size.isdecimal() else 0
    if what == "text":
        return _reply(kind, text_pieces(count or 10), None)
    if what == "book":
        return _reply(
            kind, cut(json.dumps(BOOK, separators=(",", ":")), 12), tool or "Book"
        )
    if what == "books" and count:
        pieces = cut(books(count, key or "books"), book_chunks(count))
        return _reply(kind, pieces, tool or "Books")
    return None


def _reply(kind: Kind, pieces: list[str], tool: str | None) -> bytes:
    if not kind.tools:
        tool = None
    if kind.stream:
        return events(kind.model, pieces, tool) + ending(usage=kind.usage)
    return completion(kind.model, "".join(pieces), tool)


def text_pieces(chunks: int) -> list[str]:
    """Cut a text that is as long as its number of chunks asks for.

    Args:
        chunks: How many chunks a stream of it has.

    Returns:
        Its pieces, none of them empty.
    """
    return cut(TEXT * (1 + chunks * 6 // len(TEXT)), chunks)


def book_chunks(count: int) -> int:
    """Tell in how many chunks books come: what a service's tokenizer makes of them.

    Args:
        count: How many books.

    Returns:
        The number of chunks with a piece of JSON.
    """
    return BOOK_CHUNKS.get(count) or round(6.6 * count)


def books(count: int, key: str = "books") -> str:
    """Write the JSON text that a structured stream of books carries.

    Args:
        count: How many books.
        key: The one key of the object.

    Returns:
        The object.
    """
    return json.dumps(
        {
            key: [
                {"title": f"The Name of the Wind {i}", "author": f"Author {i}"}
                for i in range(count)
            ]
        },
        separators=(",", ":"),
    )


def ending(*, usage: bool) -> bytes:
    """Make the last frames of every stream.

    Args:
        usage: Whether the request asked for usage.

    Returns:
        The usage chunk where asked for, `[DONE]`, and the end of the body.
    """
    chunk: dict[str, Any] = {**_envelope("text"), "choices": [], "usage": _USAGE}
    last = frame(_event(json.dumps(chunk))) if usage else b""
    return last + frame(_event("[DONE]")) + END


def completion(model: str, text: str, tool: str | None = None) -> bytes:
    """Make a whole answer.

    Args:
        model: The model that answers.
        text: The text, or the arguments of the tool call.
        tool: The tool to call.

    Returns:
        An HTTP response.
    """
    message: dict[str, Any] = {
        "role": "assistant",
        "content": text,
        "refusal": None,
        "annotations": [],
    }
    if tool is not None:
        message["content"] = None
        message["tool_calls"] = [_call(tool, text)]
    return whole(
        {
            **_envelope(model),
            "object": "chat.completion",
            "choices": [
                {
                    "index": 0,
                    "message": message,
                    "logprobs": None,
                    "finish_reason": "stop" if tool is None else "tool_calls",
                }
            ],
            "usage": _USAGE,
        }
    )


def whole(answer: dict[str, Any]) -> bytes:
    """Make a response of JSON.

    Args:
        answer: What it says.

    Returns:
        A complete HTTP response.
    """
    body = json.dumps(answer).encode()
    head = b"content-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body)
    return _HEAD + head + body


def events(model: str, pieces: Iterable[str], tool: str | None = None) -> bytes:
    """Make a streamed answer, one HTTP chunk for each event, as services send it.

    Args:
        model: The model that answers.
        pieces: The text, or the arguments of the tool call, cut.
        tool: The tool to call.

    Returns:
        An HTTP response up to, and without, what `ending` gives.
    """
    sent = [STREAM_HEAD]
    sent += [frame(_event(_chunk(model, *step))) for step in _steps(pieces, tool)]
    return b"".join(sent)


def _steps(
    pieces: Iterable[str], tool: str | None
) -> Iterator[tuple[dict[str, Any], str | None]]:
    if tool is None:
        yield {"role": "assistant", "content": "", "refusal": None}, None
        for piece in pieces:
            yield {"content": piece}, None
        yield {}, "stop"
    else:
        opening = {"index": 0, **_call(tool, "")}
        yield {"role": "assistant", "content": None, "tool_calls": [opening]}, None
        for piece in pieces:
            step = {"index": 0, "function": {"arguments": piece}}
            yield {"tool_calls": [step]}, None
        yield {}, "tool_calls"


def _chunk(model: str, delta: dict[str, Any], finish: str | None) -> str:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return json.dumps(
        {**_envelope(model), "choices": [choice], "usage": None}, separators=(",", ":")
    )


def _envelope(model: str) -> dict[str, Any]:
    return {
        "id": "chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG",
        "object": "chat.completion.chunk",
        "created": 1_741_570_283,
        "model": model,
        "service_tier": "default",
        "system_fingerprint": "fp_06737a9306",
    }


def _call(tool: str, arguments: str) -> dict[str, Any]:
    return {
        "id": "call_62136354",
        "type": "function",
        "function": {"name": tool, "arguments": arguments},
    }


def _event(data: str) -> bytes:
    return b"data: %s\n\n" % data.encode()


def frame(data: bytes) -> bytes:
    """Make a chunk of a body, as HTTP sends it.

    Args:
        data: What it carries.

    Returns:
        The chunk with its length.
    """
    return b"%x\r\n%s\r\n" % (len(data), data)


def cut(text: str, pieces: int) -> list[str]:
    """Cut a text into pieces of nearly the same length.

    Args:
        text: The text.
        pieces: How many, at most as many as it has characters.

    Returns:
        The pieces, none of them empty.
    """
    edges = [len(text) * i // pieces for i in range(pieces + 1)]
    return [text[a:b] for a, b in pairwise(edges)]
