"""Mistral, whose content may be a list of chunks."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

from tests.contract.rows.mistral import ERRORS, SDK
from tests.wire.recordings import JSON, Expected, Recording, arguments, events

from . import chat
from .source import Source

WORDS = {
    "stop": "stop",
    "error": "error",
    "length": "length",
    "model_length": "length",
    "tool_calls": "tool_calls",
}


def read(recording: Recording) -> Expected:
    if recording.fails:
        return Expected(failure=recording.whole)
    whole = fold(recording.raw) if recording.streams else recording.whole
    expected = Expected(id=whole["id"], model=whole["model"])
    chat.count(expected, whole.get("usage"))
    if expected.cached is None:
        expected.cached = (whole.get("usage") or {}).get("num_cached_tokens")
    choice = whole["choices"][0]
    expected.finish = [choice["finish_reason"]] if choice["finish_reason"] else []
    message = choice["message"]
    expected.blocks = blocks_of(message)
    for block in expected.blocks:
        if block.get("type") == "text":
            expected.text += block["text"]
        elif block.get("type") == "thinking":
            expected.thinking += "".join(
                one.get("text", "") for one in block["thinking"]
            )
    for call in message.get("tool_calls") or ():
        function = call["function"]
        args = arguments(function["arguments"])
        expected.calls.append((call.get("id"), function["name"], args))
    return expected


def fold(raw: str) -> JSON:
    """Make the answer that a stream tells."""
    whole: JSON = {"choices": [{"finish_reason": None, "message": {}}]}
    content: list[JSON] = []
    calls: dict[Any, JSON] = {}
    for chunk in events(raw):
        whole |= {k: v for k, v in chunk.items() if k != "choices" and v is not None}
        for choice in chunk["choices"]:
            reason = choice.get("finish_reason")
            whole["choices"][0]["finish_reason"] = (
                reason or (whole["choices"][0]["finish_reason"])
            )
            content += chunks_of(choice["delta"].get("content"))
            for call in choice["delta"].get("tool_calls") or ():
                grow(calls.setdefault(call.get("index", call.get("id")), {}), call)
    whole["choices"][0]["message"] = {
        "content": joined(content),
        "tool_calls": list(calls.values()),
    }
    return whole


def grow(known: JSON, call: JSON) -> None:
    """Add a piece to its call."""
    function = known.setdefault("function", {"name": "", "arguments": ""})
    if call.get("id") not in (None, "null"):
        known["id"] = call["id"]
    function["name"] = function["name"] or call["function"]["name"]
    piece = call["function"]["arguments"]
    function["arguments"] += piece if isinstance(piece, str) else json.dumps(piece)


def chunks_of(content: Any) -> list[JSON]:
    if isinstance(content, str):
        return [{"type": "text", "text": content}] if content else []
    return [
        chunk if isinstance(chunk, dict) else chunk.model_dump(exclude_none=True)
        for chunk in content or ()
    ]


def joined(chunks: list[JSON]) -> list[JSON]:
    """Join the pieces of one text, and of one thought."""
    made: list[JSON] = []
    for chunk in chunks:
        chunk = json.loads(json.dumps(chunk))
        last = made[-1] if made else {}
        if chunk["type"] == "thinking":
            chunk["thinking"] = joined(chunk["thinking"])
            if not chunk["thinking"]:
                continue
        if chunk["type"] != last.get("type") or set(chunk) > {
            "type",
            "text",
            "thinking",
        }:
            made.append(chunk)
        elif chunk["type"] == "text":
            last["text"] += chunk["text"]
        elif chunk["type"] == "thinking":
            last["thinking"] = joined(last["thinking"] + chunk["thinking"])
        else:
            made.append(chunk)
    return made


def blocks_of(message: Any) -> list[JSON]:
    if not isinstance(message, dict):
        message = message.model_dump(exclude_none=True)
    blocks = chunks_of(message.get("content"))
    for call in message.get("tool_calls") or ():
        args = arguments(call["function"]["arguments"])
        blocks.append({"name": call["function"]["name"], "arguments": args})
    return blocks


def tidy(blocks: list[JSON]) -> list[JSON]:
    chunks = [
        {name: value for name, value in block.items() if name != "closed"}
        for block in blocks
        if "type" in block
    ]
    return joined(chunks) + [block for block in blocks if "type" not in block]


def make(url: str, kind: str, is_async: bool) -> Any:
    return import_module(SDK).Mistral(api_key="k", server_url=url)


async def close(client: Any) -> None:
    configuration = client.sdk_configuration
    configuration.client.close()
    await configuration.async_client.aclose()


def error(recording: Recording) -> type[Exception]:
    kind = "HTTPValidationError" if recording.status == 422 else "SDKError"
    return getattr(import_module(ERRORS), kind)


SOURCES = (
    Source(
        id="mistral",
        provider="mistral",
        package="mistral",
        needs=("mistralai",),
        folders=frozenset({"mistral"}),
        endpoints=frozenset({"chat.completions"}),
        read=read,
        words=WORDS,
        make=make,
        close=close,
        one_client=True,
        error=error,
        blocks_of=blocks_of,
        tidy=tidy,
    ),
)
