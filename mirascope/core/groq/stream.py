"""Groq's streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from typing_extensions import override

from mirascope.core.base._codec.codec import Codec
from mirascope.core.base._response.stream import BaseStream

from ._codec import CODEC
from .call_response import GroqCallResponse
from .call_response_chunk import GroqCallResponseChunk
from .tool import GroqTool

if TYPE_CHECKING:
    from groq.types.chat import ChatCompletionMessageParam

    Base = BaseStream[GroqCallResponseChunk, ChatCompletionMessageParam, GroqTool]
else:
    Base = BaseStream


class GroqStream(Base):
    """A streamed Groq answer."""

    _provider: ClassVar[str] = "groq"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @override
        def construct_call_response(self) -> GroqCallResponse: ...
