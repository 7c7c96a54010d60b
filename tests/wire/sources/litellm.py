"""What LiteLLM asks of others: its own proxy, and OpenAI."""

from __future__ import annotations

from importlib import import_module

from tests.wire.recordings import Recording, Said

from . import chat
from .source import Source


def read(recording: Recording) -> Said:
    """Read what LiteLLM makes of an answer: of streams it changes some."""
    said = chat.read(recording)
    if recording.streams:
        said.model = recording.model
        said.refusal = ""
        if said.calls and said.finish == ["stop"]:
            said.finish = ["tool_calls"]
        said.is_counted = said.input is not None
    return said


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
