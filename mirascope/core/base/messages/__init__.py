"""Messages, their parts and the media in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach

if TYPE_CHECKING:
    from .messages import Messages as Messages

__getattr__, __dir__ = attach(
    __name__,
    {
        ".messages": "Messages",
    },
)
