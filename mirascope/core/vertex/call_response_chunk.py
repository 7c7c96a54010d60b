"""Vertex AI's chunks."""

from __future__ import annotations

from mirascope.core.google.call_response_chunk import GoogleCallResponseChunk

from ._codec import CODEC


class VertexCallResponseChunk(GoogleCallResponseChunk, codec=CODEC):
    """One chunk of a stream."""
