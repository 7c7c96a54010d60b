"""What only Anthropic has."""

from __future__ import annotations

from typing import Any

from mirascope.core import anthropic

MODEL = "claude-sonnet-4-6"


def ask(*content: Any, **options: Any) -> Any:
    """Make one call whose prompt is the given messages, or what a config says."""

    @anthropic.call(options.pop("model", MODEL), **options)
    def prompt(genre: str = "fantasy") -> Any:
        alone = len(content) == 1 and isinstance(content[0], str | dict)
        return content[0] if alone else list(content)

    return prompt()


def collected(*content: Any, **options: Any) -> Any:
    """Make one streamed call, and read the stream to its end."""
    stream = ask(*content, stream=True, **options)
    for _ in stream:
        pass
    return stream
