"""Cohere's streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from typing_extensions import override

from mirascope.core.base._codec.codec import Codec
from mirascope.core.base._response.stream import BaseStream

from ._citing import Citing
from ._codec import CODEC
from .call_response import CohereCallResponse
from .call_response_chunk import CohereCallResponseChunk
from .tool import CohereTool

if TYPE_CHECKING:
    from cohere import ChatMessageV2

    Base = BaseStream[CohereCallResponseChunk, ChatMessageV2, CohereTool]
else:
    Base = BaseStream


class CohereStream(Citing, Base):
    """A streamed Cohere answer."""

    _provider: ClassVar[str] = "cohere"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @override
        def construct_call_response(self) -> CohereCallResponse: ...
