"""Bedrock's responses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import computed_field
from typing_extensions import override

from mirascope.core.base._response.call_response import BaseCallResponse

from ._codec import CODEC
from ._types import AssistantMessageTypeDef, ConverseResponse, NativeMessage, TokenUsage
from .tool import BedrockTool

if TYPE_CHECKING:
    Base = BaseCallResponse[ConverseResponse, NativeMessage, BedrockTool, TokenUsage]
else:
    Base = BaseCallResponse


class BedrockCallResponse(Base, codec=CODEC):
    """The response of one Bedrock call; what `converse` gave is at `response`."""

    @computed_field
    @property
    @override
    def model(self) -> str | None:
        """The requested model: the service does not say which one answered."""
        return self.call_kwargs.get("modelId")

    @property
    def message(self) -> AssistantMessageTypeDef | None:
        """The message of the answer, as the service sent it."""
        return self.response["output"]["message"] if "output" in self.response else None
