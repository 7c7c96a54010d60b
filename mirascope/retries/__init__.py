"""Trying again: with what went wrong before, or on another provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, keep_names

if TYPE_CHECKING:
    from mirascope.exceptions import FallbackError as FallbackError

    from . import tenacity as tenacity
    from .fallback import Fallback as Fallback
    from .fallback import fallback as fallback

__getattr__, __dir__ = attach(
    __name__,
    {
        ".": "tenacity",
        ".fallback": "Fallback fallback",
        "mirascope.exceptions": "FallbackError",
    },
)

keep_names(__name__, "fallback")
