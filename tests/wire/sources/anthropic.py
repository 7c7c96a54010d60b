"""Anthropic's Messages, at its own address and in Bedrock."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from importlib import import_module
from typing import Any

from tests.wire.recordings import JSON, Expected, Recording, events

from .bedrock import frames
from .chat import ERRORS
from .source import Source

WORDS = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "pause_turn": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "refusal": "content_filter",
}


def read(recording: Recording) -> Expected:
    if recording.fails:
        return Expected(failure=recording.whole)
    if not recording.streams:
        return read_message(recording.whole)
    if recording.data["response"].get("raw_encoding") != "base64":
        return read_message(fold(events(recording.raw)))
    pieces = (base64.b64decode(json.loads(p)["bytes"]) for _, p in frames(recording))
    return read_message(fold(map(json.loads, pieces)))


def read_message(message: JSON) -> Expected:
    """Read a whole message."""
    usage = message["usage"]
    cached = usage.get("cache_read_input_tokens")
    written = usage.get("cache_creation_input_tokens")
    expected = Expected(
        id=message["id"],
        model=message["model"],
        finish=[message["stop_reason"]] if message["stop_reason"] else [],
        input=usage["input_tokens"] + (cached or 0) + (written or 0),
        output=usage["output_tokens"],
        cached=cached,
        blocks=message["content"],
    )
    for block in message["content"]:
        if block["type"] == "text":
            expected.text += block["text"]
        elif block["type"] == "thinking":
            expected.thinking += block["thinking"]
        elif block["type"] == "tool_use":
            expected.calls.append((block["id"], block["name"], block["input"]))
    return expected


def fold(pieces: Iterable[JSON]) -> JSON:
    """Make the message that a stream tells."""
    message: JSON = {}
    texts: dict[int, str] = {}
    for event in pieces:
        kind = event["type"]
        if kind == "message_start":
            message = json.loads(json.dumps(event["message"]))
        elif kind == "content_block_start":
            message["content"].append(dict(event["content_block"]))
        elif kind == "content_block_delta":
            grow(message["content"][event["index"]], event["delta"], event, texts)
        elif kind == "message_delta":
            message |= event["delta"]
            content = event.get("usage") or {}
            known = {name: n for name, n in content.items() if n is not None}
            message["usage"] = {**message["usage"], **known}
    for index, text in texts.items():
        message["content"][index]["input"] = json.loads(text or "{}")
    return message


def grow(block: JSON, delta: JSON, event: JSON, texts: dict[int, str]) -> None:
    """Add a delta to its block."""
    match delta["type"]:
        case "text_delta":
            block["text"] += delta["text"]
        case "thinking_delta":
            block["thinking"] += delta["thinking"]
        case "signature_delta":
            block["signature"] = delta["signature"]
        case "citations_delta":
            block["citations"] = [*(block.get("citations") or []), delta["citation"]]
        case "input_json_delta":
            index = event["index"]
            texts[index] = texts.get(index, "") + delta["partial_json"]
        case kind:
            raise AssertionError(f"nobody has told what a {kind!r} is")


def tidy(blocks: list[JSON]) -> list[JSON]:
    """Leave out what says nothing."""
    usual = {"citations": [], "caller": {"type": "direct"}}
    return [
        {
            name: value
            for name, value in block.items()
            if value is not None and value != usual.get(name)
        }
        for block in blocks
        if block != {"type": "text", "text": ""}
    ]


def make(url: str, kind: str, is_async: bool) -> Any:
    options: JSON = {"base_url": url, "max_retries": 0}
    if kind == "AnthropicBedrock":
        options |= {
            "aws_access_key": "k",
            "aws_secret_key": "s",
            "aws_region": "us-east-1",
        }
    else:
        options["api_key"] = "k"
    name = f"{'Async' if is_async else ''}{kind}"
    return getattr(import_module("anthropic"), name)(**options)


def _source(id: str, kind: str, folder: str, *endpoints: str, needs: str) -> Source:
    return Source(
        id=id,
        provider="anthropic",
        package="anthropic",
        needs=("anthropic", needs),
        folders=frozenset({folder}),
        endpoints=frozenset(endpoints),
        read=read,
        words=WORDS,
        done="end_turn",
        make=make,
        kind=lambda _: kind,
        # The SDK warns of the recorded ones, which are old.
        model=lambda _: "a-model",
        error=lambda recording: getattr(
            import_module("anthropic"), ERRORS[recording.status]
        ),
        tidy=tidy,
    )


SOURCES = (
    _source("anthropic", "Anthropic", "anthropic", "messages", needs="anthropic"),
    _source(
        "anthropic-bedrock",
        "AnthropicBedrock",
        "bedrock",
        "invoke",
        "invoke-with-response-stream",
        needs="botocore",
    ),
)
