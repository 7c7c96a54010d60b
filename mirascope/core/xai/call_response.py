"""xAI's responses."""

from __future__ import annotations

from mirascope.core.openai.call_response import OpenAICallResponse

from ._codec import CODEC


class XAICallResponse(OpenAICallResponse, codec=CODEC):
    """The response of one call to xAI."""
