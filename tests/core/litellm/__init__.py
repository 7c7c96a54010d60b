"""What only LiteLLM has."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import pytest

# It is not imported for that: it would do so with settings of its own.
if find_spec("litellm") is None:
    pytest.skip("litellm is not installed", allow_module_level=True)

from mirascope.core import litellm

MODEL = "gpt-4o-mini"


def ask(*content: Any, model: str = MODEL, **options: Any) -> Any:
    """Make one call whose prompt is the given messages, or what a config says."""

    @litellm.call(model, **options)
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
