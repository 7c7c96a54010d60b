"""What LiteLLM asks of others: its own proxy, and OpenAI."""

from __future__ import annotations

from importlib import import_module

from tests.wire.recordings import Expected, Recording

from . import chat
from .source import Source


def read(recording: Recording) -> Expected:
    """Read what LiteLLM makes of an answer: of streams it changes some."""
    content = chat.read(recording)
    if recording.streams:
        content.model = recording.model
        content.refusal = ""
        if content.calls and content.finish == ["stop"]:
            content.finish = ["tool_calls"]
        # It drops the reasons of further choices, which its classes then call so.
        content.finish[1:] = ["stop"] * len(content.finish[1:])
        content.is_counted = content.input is not None
    return content


SOURCES = (
    Source(
        id="litellm",
        provider="litellm",
        package="litellm",
        needs=("litellm",),
        folders=frozenset({"litellm", "openai"}),
        endpoints=frozenset({"chat.completions"}),
        read=read,
        words=chat.WORDS,
        make=None,
        options=lambda url: {
            "call_params": {"api_base": f"{url}/v1", "api_key": "k", "max_retries": 0}
        },
        model=lambda recording: f"openai/{recording.model}",
        error=lambda recording: getattr(
            import_module("litellm.exceptions"), chat.ERRORS[recording.status]
        ),
        blocks_of=chat.blocks_of,
    ),
)
