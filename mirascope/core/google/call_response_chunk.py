"""Google's chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from typing_extensions import override

from mirascope.core.base._codec.codec import Codec
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


class GoogleCallResponseChunk(Base):
    """One chunk of a stream; the SDK's object is at `chunk`."""

    _provider: ClassVar[str] = "google"
    _codec: ClassVar[Codec | None] = CODEC

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
