"""Bedrock's streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from mirascope.core.base._response.stream import BaseStream

from ._codec import CODEC
from ._types import NativeMessage
from .call_response import BedrockCallResponse
from .call_response_chunk import BedrockCallResponseChunk
from .tool import BedrockTool

if TYPE_CHECKING:
    Base = BaseStream[BedrockCallResponseChunk, NativeMessage, BedrockTool]
else:
    Base = BaseStream


class BedrockStream(Base, codec=CODEC):
    """A streamed Bedrock answer."""

    if TYPE_CHECKING:

        @override
        def construct_call_response(self) -> BedrockCallResponse: ...
