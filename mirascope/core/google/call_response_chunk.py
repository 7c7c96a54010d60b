"""Google's chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope.core.base._response.chunk import BaseCallResponseChunk

from ._codec import CODEC
from ._decode import images_in, parts_of

if TYPE_CHECKING:
    from google.genai.types import GenerateContentResponse
    from google.genai.types import GenerateContentResponseUsageMetadata as UsageMetadata

    Base = BaseCallResponseChunk[GenerateContentResponse, UsageMetadata]
else:
    Base = BaseCallResponseChunk


class GoogleCallResponseChunk(Base, codec=CODEC):
    """One chunk of a stream; the SDK's object is at `chunk`."""

    @property
    def images(self) -> list[bytes]:
        """The images of this chunk, encoded."""
        return images_in(parts_of(self.chunk))
