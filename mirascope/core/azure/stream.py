"""Azure AI's streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from mirascope.core.base._response.stream import BaseStream

from ._codec import CODEC
from .call_response import AzureCallResponse
from .call_response_chunk import AzureCallResponseChunk
from .tool import AzureTool

if TYPE_CHECKING:
    from azure.ai.inference.models import ChatRequestMessage

    Base = BaseStream[AzureCallResponseChunk, ChatRequestMessage, AzureTool]
else:
    Base = BaseStream


class AzureStream(Base, codec=CODEC):
    """A streamed answer of Azure AI."""

    if TYPE_CHECKING:

        @override
        def construct_call_response(self) -> AzureCallResponse: ...
