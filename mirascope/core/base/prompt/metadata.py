"""How metadata is attached to prompts and found again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from mirascope.core.base._functions import refuse_bare
from mirascope.core.base._type_variables import FnT

if TYPE_CHECKING:
    from mirascope.core.base.types import Metadata


def metadata(value: Metadata) -> Callable[[FnT], FnT]:
    """Attach metadata to the calls of a prompt.

    It works on prompt functions, on `BasePrompt` classes and on decorated calls, above
    the call decorator or below it.

    Args:
        value: The metadata.

    Returns:
        A decorator that returns what it decorates.

    Example:
        ```python
        from mirascope.core import metadata, prompt_template


        @metadata({"tags": {"library"}})
        @prompt_template("Recommend a {genre} book")
        def recommend_book(genre: str): ...
        ```
    """
    if callable(value):
        refuse_bare(value, "@metadata({...})")

    def decorate(prompt: FnT) -> FnT:
        target: Any = prompt
        target._metadata = value
        if (known := getattr(prompt, "_prompt", None)) is not None:
            # A call reads its metadata here each time, so that it does not matter
            # whether this decorator stands above the call's or below.
            known.metadata = value
        return prompt

    return decorate


def get_metadata(fn: object, dynamic_config: Mapping[str, Any] | None) -> Metadata:
    """Find the metadata of one call.

    Args:
        fn: The prompt function, or the decorated call.
        dynamic_config: What it returned.

    Returns:
        The dynamic config's, else what `@metadata` attached, else an empty dict.
    """
    dynamic = (dynamic_config or {}).get("metadata")
    if dynamic is not None:
        return dynamic
    return getattr(fn, "_metadata", None) or {}
