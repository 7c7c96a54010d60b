"""Cohere's streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from mirascope.core.base._response.stream import BaseStream

from ._citations import CitationProperties
from ._codec import CODEC
from .call_response import CohereCallResponse
from .call_response_chunk import CohereCallResponseChunk
from .tool import CohereTool

if TYPE_CHECKING:
    from cohere import ChatMessageV2

    Base = BaseStream[CohereCallResponseChunk, ChatMessageV2, CohereTool]
else:
    Base = BaseStream


class CohereStream(CitationProperties, Base, codec=CODEC):
    """A streamed Cohere answer."""

    if TYPE_CHECKING:

        @override
        def construct_call_response(self) -> CohereCallResponse: ...
