"""The keywords of a request, as a type that providers extend."""

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict


class BaseCallKwargs(TypedDict, total=False):
    """What every provider's request holds."""

    tools: list[Any] | None
    """The tools, in the provider's form."""
