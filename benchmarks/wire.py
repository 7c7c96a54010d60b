"""The bytes that the benchmark server answers with, all made before it listens."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

TEXT = "The Name of the Wind by Patrick Rothfuss, a tale told by its own hero. "
BOOK = {"title": "The Name of the Wind", "author": "Patrick Rothfuss"}
TEXT_CHUNKS = {20: 20, 1_000: 1_000}
"""Text streams: how many chunks with text each has."""
BOOK_CHUNKS = {3: 20, 200: 1_326, 2_000: 13_726, 5_000: 34_300}
"""Structured streams: number of books to number of chunks with a piece of JSON."""

_HEAD = (
    b"HTTP/1.1 200 OK\r\n"
    b"date: Thu, 01 Jan 2026 00:00:00 GMT\r\n"
    b"x-request-id: req_0123456789abcdef\r\n"
    b"openai-version: 2020-10-01\r\n"
    b"openai-processing-ms: 12\r\n"
)
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
    stream: bool
    tools: bool


def books(count: int) -> str:
    """Write the JSON text that a structured stream of books carries.

    Args:
        count: How many books.

    Returns:
        An object with one key, `books`.
    """
    return json.dumps(
        {
            "books": [
                {"title": f"The Name of the Wind {i}", "author": f"Author {i}"}
                for i in range(count)
            ]
        },
        separators=(",", ":"),
    )


def replies() -> dict[Kind, bytes]:
    """Make every whole reply, and every stream without its usage chunk.

    Returns:
        Complete HTTP responses. A stream's lacks what `ending` gives.
    """
    book = json.dumps(BOOK, separators=(",", ":"))
    made = {
        Kind("text", stream=False, tools=False): completion("text", TEXT),
        Kind("text", stream=False, tools=True): completion("text", TEXT),
        Kind("book", stream=False, tools=False): completion("book", book),
        Kind("book", stream=False, tools=True): completion("book", book, tool="Book"),
    }
    for chunks in TEXT_CHUNKS:
        model = f"text-{chunks}"
        pieces = _cut(TEXT * (1 + chunks * 6 // len(TEXT)), chunks)
        for tools in (False, True):
            made[Kind(model, stream=True, tools=tools)] = events(model, pieces)
    for count, chunks in BOOK_CHUNKS.items():
        model = f"books-{count}"
        pieces = _cut(books(count), chunks)
        made[Kind(model, stream=True, tools=False)] = events(model, pieces)
        made[Kind(model, stream=True, tools=True)] = events(model, pieces, "Books")
    return made


def ending(*, usage: bool) -> bytes:
    """Make the last frames of every stream.

    Args:
        usage: Whether the request asked for usage.

    Returns:
        The usage chunk where asked for, `[DONE]`, and the end of the body.
    """
    chunk: dict[str, Any] = {**_envelope("text"), "choices": [], "usage": _USAGE}
    last = _frame(_event(json.dumps(chunk))) if usage else b""
    return last + _frame(_event("[DONE]")) + b"0\r\n\r\n"


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
    return _whole(
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


def other_replies() -> dict[bytes, bytes]:
    """Make the whole answer of each service with a wire format of its own.

    Returns:
        Complete HTTP responses, by the last word of the request's path.
    """
    said = {"role": "assistant", "content": [{"type": "text", "text": TEXT}]}
    messages = {
        "id": "msg_01XFDUDYJgAACzvnptvVoYEL",
        "type": "message",
        "model": "text",
        **said,
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {
            "input_tokens": 14,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
            "output_tokens": 20,
            "service_tier": "standard",
        },
    }
    generated = {
        "candidates": [
            {
                "content": {"parts": [{"text": TEXT}], "role": "model"},
                "finishReason": "STOP",
                "avgLogprobs": -0.11,
            }
        ],
        "usageMetadata": {
            "promptTokenCount": 14,
            "candidatesTokenCount": 20,
            "totalTokenCount": 34,
            "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 14}],
            "candidatesTokensDetails": [{"modality": "TEXT", "tokenCount": 20}],
        },
        "modelVersion": "text",
        "responseId": "Pb0gacXvB9qzvdIPz6Lg-Qc",
    }
    chat = {
        "id": "c14c80c3-18eb-4519-9460-6c92edd8cfb4",
        "finish_reason": "COMPLETE",
        "message": said,
        "usage": {
            "billed_units": {"input_tokens": 14, "output_tokens": 20},
            "tokens": {"input_tokens": 80, "output_tokens": 20},
        },
    }
    converse = {
        "metrics": {"latencyMs": 12},
        "output": {"message": {"role": "assistant", "content": [{"text": TEXT}]}},
        "stopReason": "end_turn",
        "usage": {"inputTokens": 14, "outputTokens": 20, "totalTokens": 34},
    }
    return {
        b"messages": _whole(messages),
        b"generateContent": _whole(generated),
        b"chat": _whole(chat),
        b"converse": _whole(converse),
    }


def _whole(answer: dict[str, Any]) -> bytes:
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
    head = b"content-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    sent = [_HEAD, head]
    sent += [_frame(_event(_chunk(model, *step))) for step in _steps(pieces, tool)]
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


def _frame(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def _cut(text: str, pieces: int) -> list[str]:
    """Cut a text into pieces of nearly the same length, none of them empty."""
    edges = [len(text) * i // pieces for i in range(pieces + 1)]
    return [text[a:b] for a, b in pairwise(edges)]
