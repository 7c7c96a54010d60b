"""What a provider, or the way to it, failed with: the same kinds for every SDK."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach

if TYPE_CHECKING:
    from .adoption import adopt as adopt
    from .facts import retry_after as retry_after
    from .lookup import classify as classify

__getattr__, __dir__ = attach(
    __name__,
    {".adoption": "adopt", ".facts": "retry_after", ".lookup": "classify"},
)
