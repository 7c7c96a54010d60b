"""Google's streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from mirascope.core.base._response.stream import BaseStream

from ._codec import CODEC
from ._decode import images_in, ordered_parts
from .call_response import GoogleCallResponse
from .call_response_chunk import GoogleCallResponseChunk
from .tool import GoogleTool

if TYPE_CHECKING:
    from google.genai.types import ContentDict

    Base = BaseStream[GoogleCallResponseChunk, ContentDict, GoogleTool]
else:
    Base = BaseStream


class GoogleStream(Base, codec=CODEC):
    """A streamed answer."""

    if TYPE_CHECKING:

        @override
        def construct_call_response(self) -> GoogleCallResponse: ...

    @property
    def images(self) -> list[bytes]:
        """The images so far, encoded."""
        return images_in(ordered_parts(self._reply))
