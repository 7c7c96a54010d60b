"""Gemini's responses."""

from __future__ import annotations

from mirascope.core.google.call_response import GoogleCallResponse

from ._codec import CODEC


class GeminiCallResponse(GoogleCallResponse, codec=CODEC):
    """The response of one call."""
