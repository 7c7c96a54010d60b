"""Cohere's chat, version 2 and the first one."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

from tests.wire.recordings import JSON, Expected, Recording, arguments, events

from .source import Source

WORDS = {
    "COMPLETE": "stop",
    "STOP_SEQUENCE": "stop",
    "ERROR": "error",
    "TIMEOUT": "error",
    "USER_CANCEL": "stop",
    "MAX_TOKENS": "length",
    "ERROR_LIMIT": "length",
    "ERROR_TOXIC": "content_filter",
    "TOOL_CALL": "tool_calls",
}
ERRORS = {
    400: "BadRequestError",
    401: "UnauthorizedError",
    404: "NotFoundError",
    429: "TooManyRequestsError",
}


def read(recording: Recording) -> Expected:
    if recording.fails:
        return Expected(failure=recording.whole)
    whole = fold(recording.raw) if recording.streams else recording.whole
    message = whole["message"]
    expected = Expected(
        id=whole["id"],
        model=recording.model,
        finish=[whole["finish_reason"]],
        blocks=blocks_of(message),
    )
    count(expected, whole.get("usage") or {})
    for block in message.get("content") or ():
        expected.text += block.get("text") or ""
        expected.thinking += block.get("thinking") or ""
    for call in message.get("tool_calls") or ():
        function = call["function"]
        args = arguments(function.get("arguments"))
        expected.calls.append((call["id"], function["name"], args))
    return expected


def count(expected: Expected, usage: JSON) -> None:
    """Read the billed tokens."""
    billed = usage.get("billed_units") or {}
    expected.input, expected.output = (
        billed.get("input_tokens"),
        billed.get("output_tokens"),
    )
    expected.cached = usage.get("cached_tokens")


def fold(raw: str) -> JSON:
    """Make the answer that a stream tells."""
    message: JSON = {"tool_plan": ""}
    whole: JSON = {"message": message}
    blocks: list[JSON] = []
    calls: list[JSON] = []
    citations: list[JSON] = []
    for event in events(raw):
        delta = event.get("delta") or {}
        piece = delta.get("message") or {}
        match event["type"]:
            case "message-start":
                whole["id"] = event["id"]
            case "content-start":
                blocks.append(dict(piece["content"]))
            case "content-delta":
                for name, text in piece["content"].items():
                    blocks[-1][name] = (blocks[-1].get(name) or "") + text
            case "tool-plan-delta":
                message["tool_plan"] += piece["tool_plan"]
            case "tool-call-start":
                calls.append(json.loads(json.dumps(piece["tool_calls"])))
            case "tool-call-delta":
                more = piece["tool_calls"]["function"]["arguments"]
                calls[-1]["function"]["arguments"] += more
            case "citation-start":
                citations.append(piece["citations"])
            case "message-end":
                whole |= delta
            case "content-end" | "tool-call-end" | "citation-end":
                pass
            case kind:
                raise AssertionError(f"nobody has told what a {kind!r} is")
    message |= {"content": blocks, "tool_calls": calls, "citations": citations}
    return whole


def blocks_of(message: Any) -> list[JSON]:
    if not isinstance(message, dict):
        message = message.model_dump(exclude_none=True)
    content = message.get("content") or []
    if isinstance(content, str):
        content = [{"type": "text", "text": content}]
    blocks = [block for block in content if block.get("text") or block.get("thinking")]
    if plan := message.get("tool_plan"):
        blocks.append({"tool_plan": plan})
    for call in message.get("tool_calls") or ():
        function = call["function"]
        args = arguments(function.get("arguments"))
        blocks.append({"name": function["name"], "arguments": args})
    if citations := message.get("citations"):
        blocks.append({"citations": citations})
    return blocks


def read_v1(recording: Recording) -> Expected:
    if recording.fails:
        return Expected(failure=recording.whole)
    whole = recording.whole
    if recording.streams:
        lines = map(json.loads, filter(None, recording.raw.split("\n")))
        [end] = [one for one in lines if one["event_type"] == "stream-end"]
        whole = end["response"]
        whole.setdefault("finish_reason", end["finish_reason"])
    expected = Expected(
        text=whole["text"],
        id=whole["generation_id"],
        model=recording.model,
        finish=[whole["finish_reason"]],
        blocks=[{"type": "text", "text": whole["text"]}],
    )
    count(expected, whole["meta"])
    return expected


def blocks_of_v1(message: Any) -> list[JSON]:
    if isinstance(message, dict) and "message" in message:
        return [{"type": "text", "text": message["message"]}]
    return blocks_of(message)


def make(url: str, kind: str, is_async: bool) -> Any:
    name = f"{'Async' if is_async else ''}Client{kind}"
    return getattr(import_module("cohere"), name)(api_key="k", base_url=url)


def close(client: Any) -> Any:
    http = client._client_wrapper.httpx_client.httpx_client
    return http.aclose() if hasattr(http, "aclose") else http.close()


def _source(version: str, **more: Any) -> Source:
    return Source(
        id="cohere" if version == "v2" else f"cohere-{version}",
        provider="cohere",
        package="cohere",
        needs=("cohere",),
        folders=frozenset({"cohere"}),
        endpoints=frozenset({f"{version}/chat"}),
        words=WORDS,
        done="COMPLETE",
        make=make,
        close=close,
        error=lambda recording: getattr(
            import_module("cohere.errors"), ERRORS[recording.status]
        ),
        **more,
    )


SOURCES = (
    _source("v2", read=read, kind=lambda _: "V2", blocks_of=blocks_of),
    _source(
        "v1",
        read=read_v1,
        # What only the first version has makes a call go there.
        options=lambda _: {"call_params": {"prompt_truncation": "AUTO"}},
        blocks_of=blocks_of_v1,
        messages="chat_history",
        assistant="CHATBOT",
    ),
)
