"""Cohere's chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from mirascope.core.base._response.chunk import BaseCallResponseChunk

from ._codec import CODEC

if TYPE_CHECKING:
    import cohere

    Base = BaseCallResponseChunk[cohere.V2ChatStreamResponse]
else:
    Base = BaseCallResponseChunk


class CohereCallResponseChunk(Base, codec=CODEC):
    """One event of a Cohere stream; the SDK's object is at `chunk`."""

    if TYPE_CHECKING:

        @property
        @override
        def usage(self) -> cohere.Usage | None: ...
