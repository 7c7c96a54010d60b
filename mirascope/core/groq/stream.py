"""Groq's streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

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


class GroqStream(Base, codec=CODEC):
    """A streamed Groq answer."""

    if TYPE_CHECKING:

        @override
        def construct_call_response(self) -> GroqCallResponse: ...
