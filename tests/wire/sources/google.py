"""Google's `generateContent`, of the Gemini API and of Vertex AI."""

from __future__ import annotations

import json
import re
from importlib import import_module
from typing import Any

from tests.wire.recordings import JSON, Expected, Recording, events

from .bedrock import plain
from .source import Source

_FILTERED = (
    "SAFETY RECITATION BLOCKLIST PROHIBITED_CONTENT SPII IMAGE_SAFETY "
    "IMAGE_PROHIBITED_CONTENT IMAGE_RECITATION MODEL_ARMOR"
)
_ODD = (
    "MALFORMED_FUNCTION_CALL UNEXPECTED_TOOL_CALL TOO_MANY_TOOL_CALLS "
    "MALFORMED_RESPONSE MISSING_THOUGHT_SIGNATURE NO_IMAGE IMAGE_OTHER LANGUAGE OTHER"
)
WORDS = {
    "STOP": "stop",
    "MAX_TOKENS": "length",
    **dict.fromkeys(_FILTERED.split(), "content_filter"),
    **dict.fromkeys(_ODD.split(), "error"),
    "FINISH_REASON_UNSPECIFIED": "stop",
}


def read(recording: Recording) -> Expected:
    if recording.fails:
        return Expected(failure=recording.whole)
    chunks = pieces(recording)
    expected = Expected()
    for chunk in chunks:
        expected.id = chunk.get("responseId") or expected.id
        expected.model = chunk.get("modelVersion") or expected.model
        count(expected, chunk.get("usageMetadata"))
        expected.blocked |= bool(chunk.get("promptFeedback", {}).get("blockReason"))
        for number, candidate in enumerate(chunk.get("candidates", ())):
            if reason := candidate.get("finishReason"):
                expected.finish.append(reason)
            if not number:
                expected.blocks += candidate.get("content", {}).get("parts", [])
    for part in expected.blocks:
        text = part.get("text", "")
        if part.get("thought"):
            expected.thinking += text
        else:
            expected.text += text
        if call := part.get("functionCall"):
            expected.calls.append(
                (call.get("id"), call["name"], call.get("args") or {})
            )
    return expected


def pieces(recording: Recording) -> list[JSON]:
    """Give the chunks of a stream, or the one answer."""
    if not recording.streams:
        return [recording.whole]
    return list(events(recording.raw))


def count(expected: Expected, usage: JSON | None) -> None:
    """Read the token counts: those of the last chunk are the totals."""
    if usage:
        expected.input = usage.get("promptTokenCount")
        if read := usage.get("toolUsePromptTokenCount"):
            expected.input = (expected.input or 0) + read
        expected.cached = usage.get("cachedContentTokenCount")
        made = usage.get("candidatesTokenCount")
        thought = usage.get("thoughtsTokenCount")
        if made is not None or thought is not None:
            expected.output = (made or 0) + (thought or 0)


def camel(value: Any) -> Any:
    """Name the fields of a part, and those of what is in it, as JSON does."""
    if not isinstance(value, dict):
        return value
    return {
        re.sub(r"_(\w)", lambda found: found[1].upper(), name): item
        for name, item in value.items()
        if item is not None
    }


def blocks_of(message: Any) -> list[JSON]:
    parts = message["parts"] if isinstance(message, dict) else message.parts
    if parts and not isinstance(parts[0], dict):
        parts = [part.model_dump(mode="json", exclude_none=True) for part in parts]
    return [
        {name: camel(item) for name, item in camel(plain(part)).items()}
        for part in parts
    ]


def tidy(blocks: list[JSON]) -> list[JSON]:
    """Join the pieces of one text; a signature stays with the text that it ends."""
    joined: list[JSON] = []
    for block in blocks:
        part = json.loads(json.dumps(block).replace("_", "/").replace("-", "+"))
        if part == {"text": ""}:
            continue
        last = joined[-1] if joined else {}
        is_text = set(part) <= {"text", "thought", "thoughtSignature"}
        if is_text and "text" in last and part.get("thought") == last.get("thought"):
            last["text"] += part.get("text", "")
            if signature := part.get("thoughtSignature"):
                last.setdefault("signatures", []).append(signature)
            continue
        if is_text and (signature := part.pop("thoughtSignature", None)):
            part["signatures"] = [signature]
        joined.append(part)
    return joined


def make(url: str, kind: str, is_async: bool) -> Any:
    genai = import_module("google.genai")
    options: JSON = {"http_options": {"base_url": url}}
    if kind == "vertex":
        options |= {"vertexai": True, "project": "p", "location": "us-central1"}
        credentials = import_module("google.oauth2.credentials").Credentials
        options["credentials"] = credentials(token="t")
    else:
        options["api_key"] = "k"
    return genai.Client(**options)


async def close(client: Any) -> None:
    if hasattr(client, "close"):
        client.close()
    if hasattr(client.aio, "aclose"):
        await client.aio.aclose()


def is_error(recording: Recording) -> type[Exception]:
    errors = import_module("google.genai.errors")
    return errors.ServerError if recording.status >= 500 else errors.ClientError


SOURCES = (
    Source(
        id="google",
        provider="google",
        package="google",
        needs=("google.genai",),
        folders=frozenset({"google", "vertex"}),
        endpoints=frozenset({"generateContent", "streamGenerateContent"}),
        read=read,
        words=WORDS,
        done="STOP",
        make=make,
        kind=lambda recording: recording.provider,
        close=close,
        one_client=True,
        error=is_error,
        status_of=lambda error: error.code,
        blocks_of=blocks_of,
        messages="contents",
        assistant="model",
        tidy=tidy,
    ),
)
