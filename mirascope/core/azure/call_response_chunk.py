"""Azure AI's chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from mirascope.core.base._response.chunk import BaseCallResponseChunk

from ._codec import CODEC

if TYPE_CHECKING:
    from azure.ai.inference.models import (
        CompletionsUsage,
        StreamingChatCompletionsUpdate,
    )

    Base = BaseCallResponseChunk[StreamingChatCompletionsUpdate]
else:
    Base = BaseCallResponseChunk


class AzureCallResponseChunk(Base, codec=CODEC):
    """One chunk of a stream; the SDK's object is at `chunk`."""

    if TYPE_CHECKING:

        @property
        @override
        def usage(self) -> CompletionsUsage | None:
            """The SDK's usage object."""
            ...
