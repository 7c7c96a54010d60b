"""Vertex AI's responses."""

from __future__ import annotations

from mirascope.core.google.call_response import GoogleCallResponse

from ._codec import CODEC


class VertexCallResponse(GoogleCallResponse, codec=CODEC):
    """The response of one call."""
