"""Mistral's responses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope.core.base._response.call_response import BaseCallResponse

from ._codec import CODEC
from .tool import MistralTool

if TYPE_CHECKING:
    from mistralai.client import models

    from .dynamic_config import Message

    Base = BaseCallResponse[
        models.ChatCompletionResponse, Message, MistralTool, models.UsageInfo
    ]
else:
    Base = BaseCallResponse


class MistralCallResponse(Base, codec=CODEC):
    """The response of one call; the SDK's `ChatCompletionResponse` is at `response`."""
