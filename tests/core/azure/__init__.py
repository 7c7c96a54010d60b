"""What only Azure AI has."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("azure.ai.inference")

from mirascope.core import azure

MODEL = "gpt-4o-mini"


def ask(*said: Any, **options: Any) -> Any:
    """Make one call whose prompt is the given messages, or what a config says."""

    @azure.call(MODEL, **options)
    def prompt() -> Any:
        alone = len(said) == 1 and isinstance(said[0], str | dict)
        return said[0] if alone else list(said)

    return prompt()


def collected(*said: Any, **options: Any) -> Any:
    """Make one streamed call, and read the stream to its end."""
    stream = ask(*said, stream=True, **options)
    for _ in stream:
        pass
    return stream
