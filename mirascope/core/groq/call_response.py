"""Groq's responses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope.core.base._response.call_response import BaseCallResponse

from ._codec import CODEC
from .tool import GroqTool

if TYPE_CHECKING:
    from groq.types import CompletionUsage
    from groq.types.chat import ChatCompletion, ChatCompletionMessageParam

    Base = BaseCallResponse[
        ChatCompletion, ChatCompletionMessageParam, GroqTool, CompletionUsage
    ]
else:
    Base = BaseCallResponse


class GroqCallResponse(Base, codec=CODEC):
    """The response of one Groq call; the SDK's `ChatCompletion` is at `response`."""
