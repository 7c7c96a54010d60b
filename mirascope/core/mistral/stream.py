"""Mistral's streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

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


class MistralStream(Base, codec=CODEC):
    """A streamed Mistral answer."""

    if TYPE_CHECKING:

        @override
        def construct_call_response(self) -> MistralCallResponse: ...
