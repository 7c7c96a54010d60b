"""Azure AI's responses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope.core.base._response.call_response import BaseCallResponse

from ._codec import CODEC
from .tool import AzureTool

if TYPE_CHECKING:
    from azure.ai.inference.models import (
        ChatCompletions,
        ChatRequestMessage,
        CompletionsUsage,
    )

    Base = BaseCallResponse[
        ChatCompletions, ChatRequestMessage, AzureTool, CompletionsUsage
    ]
else:
    Base = BaseCallResponse


class AzureCallResponse(Base, codec=CODEC):
    """The response of one call; the SDK's `ChatCompletions` is at `response`."""
