"""Bedrock's Converse."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

from tests.wire.recordings import JSON, Expected, Recording

from .source import Source

WORDS = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "content_filtered": "content_filter",
    "guardrail_intervened": "content_filter",
    "malformed_model_output": "error",
    "malformed_tool_use": "error",
}


def frames(recording: Recording) -> Iterator[tuple[str, bytes]]:
    """Give the type and payload of each frame of an AWS event stream.

    https://docs.aws.amazon.com/transcribe/latest/dg/event-stream.html
    """
    data, at = base64.b64decode(recording.raw), 0
    while at < len(data):
        size, head = struct.unpack(">II", data[at : at + 8])
        headers = data[at + 12 : at + 12 + head]
        found: dict[str, str] = {}
        place = 0
        while place < head:
            length = headers[place]
            name = headers[place + 1 : place + 1 + length].decode()
            place += 1 + length
            assert headers[place] == 7, "a header that is no text"
            (length,) = struct.unpack(">H", headers[place + 1 : place + 3])
            found[name] = headers[place + 3 : place + 3 + length].decode()
            place += 3 + length
        yield found[":event-type"], data[at + 12 + head : at + size - 4]
        at += size


def read(recording: Recording) -> Expected:
    if recording.fails:
        return Expected(failure=recording.whole)
    whole = fold(recording) if recording.streams else recording.whole
    usage = whole["usage"]
    cached = usage.get("cacheReadInputTokens")
    written = usage.get("cacheWriteInputTokens")
    headers = recording.data["response"].get("headers") or {}
    expected = Expected(
        id=headers.get("x-amzn-requestid"),
        model=recording.model,
        finish=[whole["stopReason"]],
        input=usage["inputTokens"] + (cached or 0) + (written or 0),
        output=usage["outputTokens"],
        cached=cached,
        blocks=whole["output"]["message"]["content"],
    )
    for block in expected.blocks:
        expected.text += block.get("text", "")
        for part in block.get("citationsContent", {}).get("content", ()):
            expected.text += part.get("text", "")
        thought = block.get("reasoningContent", {}).get("reasoningText", {})
        expected.thinking += thought.get("text", "")
        call = block.get("toolUse")
        if call and call.get("type") != "server_tool_use":
            expected.calls.append((call["toolUseId"], call["name"], call["input"]))
    return expected


def fold(recording: Recording) -> JSON:
    """Make the answer that a stream tells."""
    blocks: dict[int, JSON] = {}
    inputs: dict[int, str] = {}
    whole: JSON = {"output": {"message": {}}}
    for kind, payload in frames(recording):
        event = json.loads(payload)
        index = event.get("contentBlockIndex")
        if kind == "contentBlockStart":
            blocks[index] = json.loads(json.dumps(event["start"]))
            if "toolUse" in blocks[index]:
                inputs[index] = ""
        elif kind == "contentBlockDelta":
            delta = event["delta"]
            block = blocks.setdefault(index, {})
            if "text" in delta:
                block["text"] = block.get("text", "") + delta["text"]
            elif "toolUse" in delta:
                inputs[index] += delta["toolUse"]["input"]
            elif "reasoningContent" in delta:
                think(block.setdefault("reasoningContent", {}), delta)
            elif "toolResult" in delta:
                result = block["toolResult"]
                result["content"] = [*result.get("content", []), *delta["toolResult"]]
            else:
                raise AssertionError(f"nobody has told what {delta!r} is")
        elif kind == "messageStop":
            whole["stopReason"] = event["stopReason"]
        elif kind == "metadata":
            whole["usage"] = event["usage"]
    for index, text in inputs.items():
        blocks[index]["toolUse"]["input"] = json.loads(text or "{}")
    whole["output"]["message"]["content"] = list(blocks.values())
    return whole


def think(block: JSON, delta: JSON) -> None:
    """Add a piece of reasoning."""
    for name, value in delta["reasoningContent"].items():
        if name == "redactedContent":
            block[name] = block.get(name, "") + value
        else:
            text = block.setdefault("reasoningText", {})
            text[name] = text.get(name, "") + value


@cache
def shapes() -> JSON:
    """Load what the SDK knows of the service."""
    loader = import_module("botocore.loaders").Loader()
    return loader.load_service_model("bedrock-runtime", "service-2")["shapes"]


def lost(recording: Recording) -> str | None:
    """Find what botocore drops, because its model of the service is older."""
    if recording.fails:
        return None
    whole = fold(recording) if recording.streams else recording.whole
    usage = shapes()["TokenUsage"]["members"]
    for name in ("cacheReadInputTokens", "cacheWriteInputTokens"):
        if whole["usage"].get(name) and name not in usage:
            return name
    kinds = shapes()["ContentBlock"]["members"]
    for block in whole["output"]["message"]["content"]:
        for kind, value in block.items():
            if kind not in kinds:
                return kind
            known = shapes()[kinds[kind]["shape"]].get("members", {})
            for name in value if isinstance(value, dict) else ():
                if name not in known:
                    return f"{kind}.{name}"
    return None


def tidy(blocks: list[JSON]) -> list[JSON]:
    """Leave out what is the usual kind of call."""
    tidied = plain(blocks)
    for block in tidied:
        if block.get("toolUse", {}).get("type") == "tool_use":
            del block["toolUse"]["type"]
    return tidied


def plain(value: Any) -> Any:
    """Put bytes into the form that they have in JSON."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def make(url: str, kind: str, is_async: bool) -> Any:
    options = {
        "endpoint_url": url,
        "region_name": "us-east-1",
        "aws_access_key_id": "k",
        "aws_secret_access_key": "s",
    }
    if not is_async:
        return import_module("boto3").client("bedrock-runtime", **options)
    session = import_module("aiobotocore.session").get_session()

    async def enter() -> Any:
        return await session.create_client("bedrock-runtime", **options).__aenter__()

    return enter()


def close(client: Any) -> Any:
    leave = getattr(client, "__aexit__", None)
    return client.close() if leave is None else leave(None, None, None)


SOURCES = (
    Source(
        id="bedrock",
        provider="bedrock",
        package="bedrock",
        needs=("boto3",),
        async_needs="aiobotocore",
        lost=lost,
        folders=frozenset({"bedrock"}),
        endpoints=frozenset({"converse", "converse-stream"}),
        read=read,
        words=WORDS,
        done="end_turn",
        make=make,
        close=close,
        error=lambda recording: import_module("botocore.exceptions").ClientError,
        status_of=lambda error: error.response["ResponseMetadata"]["HTTPStatusCode"],
        blocks_of=lambda message: message["content"],
        tidy=tidy,
    ),
)
