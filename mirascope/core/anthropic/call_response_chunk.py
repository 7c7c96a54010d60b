"""Anthropic's chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope.core.base._response.chunk import BaseCallResponseChunk

from ._codec import CODEC

if TYPE_CHECKING:
    from anthropic.types import MessageDeltaUsage, RawMessageStreamEvent, Usage

    Base = BaseCallResponseChunk[RawMessageStreamEvent, Usage | MessageDeltaUsage]
else:
    Base = BaseCallResponseChunk


class AnthropicCallResponseChunk(Base, codec=CODEC):
    """One event of an Anthropic stream; the SDK's object is at `chunk`."""

    @property
    def signature(self) -> str:
        """The piece of a signature in this event; empty if it has none."""
        _, piece = (self._delta.parts or {}).get("blocks", (0, {}))
        return piece.get("signature") or ""
