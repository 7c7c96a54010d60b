"""Cohere's chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope.core.base._response.chunk import BaseCallResponseChunk

from ._codec import CODEC

if TYPE_CHECKING:
    import cohere

    Base = BaseCallResponseChunk[cohere.V2ChatStreamResponse, cohere.Usage]
else:
    Base = BaseCallResponseChunk


class CohereCallResponseChunk(Base, codec=CODEC):
    """One event of a Cohere stream; the SDK's object is at `chunk`."""
