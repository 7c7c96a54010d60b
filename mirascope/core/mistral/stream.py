"""Mistral's streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from typing_extensions import override

from mirascope.core.base._codec.codec import Codec
from mirascope.core.base._response.stream import BaseStream

from ._codec import CODEC
from .call_response import MistralCallResponse
from .call_response_chunk import MistralCallResponseChunk
from .tool import MistralTool

if TYPE_CHECKING:
    from .dynamic_config import Message

    Base = BaseStream[MistralCallResponseChunk, Message, MistralTool]
else:
    Base = BaseStream


class MistralStream(Base):
    """A streamed Mistral answer."""

    _provider: ClassVar[str] = "mistral"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @override
        def construct_call_response(self) -> MistralCallResponse: ...
