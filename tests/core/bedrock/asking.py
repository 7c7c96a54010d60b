"""Asking Bedrock on the loopback server, and what the service may answer there."""

from __future__ import annotations

import base64
import json
from functools import cache
from importlib import import_module
from typing import Any

import pytest

from mirascope.core import bedrock
from tests.server import Server
from tests.server.dialects.bedrock import Native

MODEL = "amazon.nova-lite-v1:0"
USAGE = {"inputTokens": 3, "outputTokens": 5, "totalTokens": 8}
METRICS = {"latencyMs": 1}
Block = dict[str, Any]


@cache
def _shapes() -> Any:
    loader = import_module("botocore.loaders").Loader()
    return loader.load_service_model("bedrock-runtime", "service-2")["shapes"]


def needs(shape: str, member: str) -> pytest.MarkDecorator:
    """Skip a test where the SDK does not know what it is about."""
    known = member in _shapes().get(shape, {"members": ()})["members"]
    return pytest.mark.skipif(not known, reason=f"this botocore knows no {member}")


def ask(say: Any = "hi", **options: Any) -> Any:
    """Call once, synchronously."""
    return bedrock.call(MODEL, **options)(lambda: say)()


def stream_of(say: Any = "hi", **options: Any) -> Any:
    """Stream once, synchronously and to the end."""
    stream = ask(say, stream=True, **options)
    for _ in stream:
        pass
    return stream


def both(server: Server, *content: Block, **more: Any) -> list[Any]:
    """Get the same blocks whole, and rebuilt from a stream."""
    options = more.pop("options", {})
    server.will(answer(*content, **more))
    return [ask(**options), stream_of(**options).construct_call_response()]


def answer(*content: Block, size: int = 4, **more: Any) -> Native:
    """Make an answer of blocks; a stream cuts what it can every so many characters."""
    body = {"usage": USAGE, "metrics": METRICS, "stopReason": "end_turn", **more}
    message = {"role": "assistant", "content": wire(list(content))}
    frames: list[tuple[str, Any]] = [("messageStart", {"role": "assistant"})]
    for index, block in enumerate(content):
        frames += cut(index, block, size)
    frames.append(("messageStop", {"stopReason": body["stopReason"]}))
    rest = {name: value for name, value in body.items() if name != "stopReason"}
    frames.append(("metadata", wire(rest)))
    return Native(body={"output": {"message": message}, **body}, frames=tuple(frames))


def cut(index: int, block: Block, size: int) -> list[tuple[str, Any]]:
    """Give the events that stream a block."""
    [(kind, content)] = block.items()
    start: Block = {}
    deltas: list[Block] = []
    if kind == "text":
        deltas = [{"text": piece} for piece in pieces(content, size)]
    elif kind == "toolUse":
        start = {kind: {k: v for k, v in content.items() if k != "input"}}
        text = json.dumps(content["input"]) if content["input"] else ""
        deltas = [{kind: {"input": piece}} for piece in pieces(text, size)]
    elif kind == "toolResult":
        start = {kind: {k: v for k, v in content.items() if k != "content"}}
        deltas = [{kind: [piece]} for piece in content["content"]]
    elif kind == "image":
        start = {kind: {"format": content["format"]}}
        data = content["source"]["bytes"]
        deltas = [{kind: {"source": {"bytes": piece}}} for piece in pieces(data, size)]
    elif kind == "citationsContent":
        deltas = [
            {"text": part} for part in pieces(content["content"][0]["text"], size)
        ]
        deltas += [{"citation": citation} for citation in content["citations"]]
    elif "redactedContent" in content:
        parts = pieces(content["redactedContent"], size)
        deltas = [{kind: {"redactedContent": part}} for part in parts]
    else:
        thought = content["reasoningText"]
        deltas = [{kind: {"text": part}} for part in pieces(thought["text"], size)]
        if "signature" in thought:
            deltas.append({kind: {"signature": thought["signature"]}})
    events: list[tuple[str, Any]] = []
    if start:
        events.append(("contentBlockStart", {"start": start}))
    events += [("contentBlockDelta", {"delta": wire(delta)}) for delta in deltas]
    events.append(("contentBlockStop", {}))
    return [(name, {"contentBlockIndex": index, **one}) for name, one in events]


def pieces(value: Any, size: int) -> list[Any]:
    """Cut text or bytes."""
    return [value[at : at + size] for at in range(0, len(value), size)]


def wire(value: Any) -> Any:
    """Put bytes into base64, as JSON needs them."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, dict):
        return {name: wire(item) for name, item in value.items()}
    return [wire(item) for item in value] if isinstance(value, list) else value
