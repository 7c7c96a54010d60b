"""What only Azure AI has."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("azure.ai.inference")

from mirascope.core import azure

MODEL = "gpt-4o-mini"


def ask(*content: Any, **options: Any) -> Any:
    """Make one call whose prompt is the given messages, or what a config says."""

    @azure.call(MODEL, **options)
    def prompt() -> Any:
        alone = len(content) == 1 and isinstance(content[0], str | dict)
        return content[0] if alone else list(content)

    return prompt()


def collected(*content: Any, **options: Any) -> Any:
    """Make one streamed call, and read the stream to its end."""
    stream = ask(*content, stream=True, **options)
    for _ in stream:
        pass
    return stream
