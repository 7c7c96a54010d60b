"""Azure AI's chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from typing_extensions import override

from mirascope.core.base._codec.codec import Codec
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


class AzureCallResponseChunk(Base):
    """One chunk of a stream; the SDK's object is at `chunk`."""

    _provider: ClassVar[str] = "azure"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @property
        @override
        def usage(self) -> CompletionsUsage | None:
            """The SDK's usage object."""
            ...
