"""Google's chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from mirascope.core.base._response.chunk import BaseCallResponseChunk

from ._codec import CODEC
from ._decode import images_in, parts_of

if TYPE_CHECKING:
    from google.genai.types import (
        GenerateContentResponse,
        GenerateContentResponseUsageMetadata,
    )

    Base = BaseCallResponseChunk[GenerateContentResponse]
else:
    Base = BaseCallResponseChunk


class GoogleCallResponseChunk(Base, codec=CODEC):
    """One chunk of a stream; the SDK's object is at `chunk`."""

    if TYPE_CHECKING:

        @property
        @override
        def usage(self) -> GenerateContentResponseUsageMetadata | None:
            """The SDK's usage object."""
            ...

    @property
    def images(self) -> list[bytes]:
        """The images of this chunk, encoded."""
        return images_in(parts_of(self.chunk))
