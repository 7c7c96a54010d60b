"""The bytes of the services that have a wire format of their own."""

from __future__ import annotations

import json
from typing import Any

from .wire import END, STREAM_HEAD, TEXT, frame, text_pieces, whole


def messages_stream(chunks: int) -> bytes:
    """Make a text stream of Anthropic's Messages API.

    Args:
        chunks: How many chunks with text it has.

    Returns:
        A complete HTTP response.
    """
    block = {"type": "text", "text": ""}
    content = [
        {"index": 0, "delta": {"type": "text_delta", "text": piece}}
        for piece in text_pieces(chunks)
    ]
    stop = {"stop_reason": "end_turn", "stop_sequence": None}
    steps: list[tuple[str, dict[str, Any]]] = [
        ("message_start", {"message": _message(f"text-{chunks}", [])}),
        ("content_block_start", {"index": 0, "content_block": block}),
        ("ping", {}),
        *[("content_block_delta", step) for step in content],
        ("content_block_stop", {"index": 0}),
        ("message_delta", {"delta": stop, "usage": {"output_tokens": 20}}),
        ("message_stop", {}),
    ]
    return STREAM_HEAD + b"".join(map(_event, steps)) + END


def _message(
    model: str, content: list[Any], stop: str | None = None, tokens: int = 1
) -> dict[str, Any]:
    return {
        "id": "msg_01XFDUDYJgAACzvnptvVoYEL",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": content,
        "stop_reason": stop,
        "stop_sequence": None,
        "usage": {
            "input_tokens": 14,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
            "output_tokens": tokens,
            "service_tier": "standard",
        },
    }


def _event(step: tuple[str, dict[str, Any]]) -> bytes:
    name, fields = step
    data = json.dumps({"type": name, **fields}, separators=(",", ":"))
    return frame(f"event: {name}\ndata: {data}\n\n".encode())


def other_replies() -> dict[bytes, bytes]:
    """Make the whole answer of each service with a wire format of its own.

    Returns:
        Complete HTTP responses, by the last word of the request's path.
    """
    content = {"role": "assistant", "content": [{"type": "text", "text": TEXT}]}
    messages = _message("text", [{"type": "text", "text": TEXT}], "end_turn", 20)
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
        "message": content,
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
        b"messages": whole(messages),
        b"generateContent": whole(generated),
        b"chat": whole(chat),
        b"converse": whole(converse),
    }
