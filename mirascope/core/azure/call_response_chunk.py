"""Azure AI's chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope.core.base._response.chunk import BaseCallResponseChunk

from ._codec import CODEC

if TYPE_CHECKING:
    from azure.ai.inference.models import (
        CompletionsUsage,
        StreamingChatCompletionsUpdate,
    )

    Base = BaseCallResponseChunk[StreamingChatCompletionsUpdate, CompletionsUsage]
else:
    Base = BaseCallResponseChunk


class AzureCallResponseChunk(Base, codec=CODEC):
    """One chunk of a stream; the SDK's object is at `chunk`."""
