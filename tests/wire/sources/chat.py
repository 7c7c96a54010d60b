"""The services that speak chat completions through the SDKs of OpenAI and Groq."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from tests.wire.recordings import JSON, Expected, Recording, arguments, events

from .source import Source

WORDS = {
    "stop": "stop",
    "length": "length",
    "content_filter": "content_filter",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
}
ERRORS = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
}


def read(recording: Recording) -> Expected:
    if recording.fails:
        return Expected(failure=recording.whole)
    if recording.streams:
        return read_stream(recording.raw)
    return read_whole(recording.whole)


def read_whole(body: JSON) -> Expected:
    """Read a whole answer."""
    if body.get("error") and not body.get("choices"):
        return Expected(failure=body["error"])
    expected = Expected(id=body.get("id"), model=body.get("model"))
    count(expected, body.get("usage"))
    for number, choice in enumerate(body["choices"]):
        if choice.get("finish_reason"):
            expected.finish.append(choice["finish_reason"])
        if number:
            continue
        message = choice.get("message") or {}
        expected.text = text_of(message.get("content"))
        expected.refusal = message.get("refusal") or ""
        expected.thinking = thinking_of(message)
        for call in message.get("tool_calls") or ():
            if function := call.get("function"):
                args = arguments(function["arguments"])
                expected.calls.append((call.get("id"), function["name"], args))
        function = message.get("function_call") or {}
        if function.get("name"):
            args = arguments(function["arguments"])
            expected.calls.append((None, function["name"], args))
        expected.blocks = blocks_of(message)
    return expected


def read_stream(raw: str) -> Expected:
    """Read a streamed answer: the choice with index 0, and why each one ended."""
    expected = Expected()
    calls: dict[Any, list[Any]] = {}
    finish: dict[int, str] = {}
    for chunk in events(raw):
        if chunk.get("error"):
            expected.failure = chunk["error"]
            continue
        expected.id = chunk.get("id") or expected.id
        expected.model = chunk.get("model") or expected.model
        x_groq = chunk.get("x_groq") or {}
        count(expected, chunk.get("usage") or x_groq.get("usage"))
        for choice in chunk.get("choices") or ():
            if reason := choice.get("finish_reason"):
                finish[choice.get("index") or 0] = reason
            if choice.get("index"):
                continue
            delta = choice.get("delta") or {}
            expected.text += text_of(delta.get("content"))
            expected.refusal += delta.get("refusal") or ""
            expected.thinking += thinking_of(delta)
            for number, piece in enumerate(delta.get("tool_calls") or ()):
                _add(calls, number, piece)
            if piece := delta.get("function_call"):
                _add(calls, 0, {"function": piece})
    expected.finish = [finish[index] for index in sorted(finish)]
    expected.calls = [(id, name, arguments(text)) for id, name, text in calls.values()]
    expected.blocks = [
        *([{"type": "text", "text": expected.text}] if expected.text else []),
        *({"name": name, "arguments": args} for _, name, args in expected.calls),
    ]
    return expected


def count(expected: Expected, usage: JSON | None) -> None:
    """Read the token counts, where there are any."""
    if usage:
        expected.input = usage.get("prompt_tokens")
        expected.output = usage.get("completion_tokens")
        thought = (usage.get("completion_tokens_details") or {}).get("reasoning_tokens")
        both = (expected.input or 0) + (expected.output or 0)
        if thought and usage.get("total_tokens") == both + thought:
            expected.output = (expected.output or 0) + thought  # as xAI counts
        details = usage.get("prompt_tokens_details") or {}
        expected.cached = details.get("cached_tokens")


def _add(calls: dict[Any, list[Any]], number: int, piece: JSON) -> None:
    key = piece.get("index")
    if key is None:
        key = piece.get("id") or (list(calls)[-1] if calls else number)
    call = calls.setdefault(key, [None, None, ""])
    function = piece.get("function") or {}
    call[0] = call[0] or piece.get("id")
    call[1] = call[1] or function.get("name")
    call[2] += function.get("arguments") or ""


def text_of(content: Any) -> str:
    if isinstance(content, list):
        return "".join(
            part.get("text", "") for part in content if part.get("type") == "text"
        )
    return content or ""


def thinking_of(message: JSON) -> str:
    for name in ("reasoning_content", "reasoning"):
        if isinstance(message.get(name), str):
            return message[name]
    return ""


def blocks_of(message: Any) -> list[JSON]:
    """Read what has to survive: text, and each call."""
    text = text_of(message.get("content"))
    blocks: list[JSON] = [{"type": "text", "text": text}] if text else []
    for call in message.get("tool_calls") or ():
        if function := call.get("function"):
            args = arguments(function["arguments"])
            blocks.append({"name": function["name"], "arguments": args})
        else:
            blocks.append(call)
    function = message.get("function_call") or {}
    if function.get("name"):
        args = arguments(function["arguments"])
        blocks.append({"name": function["name"], "arguments": args})
    return blocks


def make(url: str, kind: str, is_async: bool) -> Any:
    options: JSON = {"api_key": "k", "max_retries": 0}
    sdk = "groq" if kind == "Groq" else "openai"
    if kind == "AzureOpenAI":
        options |= {"azure_endpoint": url, "api_version": "2024-10-21"}
    else:
        options["base_url"] = url + ("" if sdk == "groq" else "/v1")
    name = f"{'Async' if is_async else ''}{kind}"
    return getattr(import_module(sdk), name)(**options)


def is_azure(recording: Recording) -> bool:
    return "/deployments/" in recording.data["request"]["path"]


def _source(provider: str, folders: set[str], sdk: str = "openai") -> Source:
    usual = "Groq" if sdk == "groq" else "OpenAI"
    return Source(
        id=provider,
        provider=provider,
        package="openai" if provider == "ollama" else provider,
        needs=(sdk,),
        folders=frozenset(folders),
        endpoints=frozenset({"chat.completions"}),
        read=read,
        words=WORDS,
        make=make,
        kind=lambda recording: "AzureOpenAI" if is_azure(recording) else usual,
        error=lambda recording: getattr(import_module(sdk), ERRORS[recording.status]),
        broken=(f"{sdk}:APIError",),
        blocks_of=blocks_of,
    )


SOURCES = (
    _source("openai", {"openai", "azure", "openai_compat", "openrouter", "litellm"}),
    _source("groq", {"groq"}, sdk="groq"),
    _source("xai", {"xai"}),
    _source("ollama", {"ollama"}),
)
