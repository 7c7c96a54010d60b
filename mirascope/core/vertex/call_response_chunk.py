"""Vertex AI's chunks."""

from __future__ import annotations

from typing import ClassVar

from mirascope.core.base._codec.codec import Codec
from mirascope.core.google.call_response_chunk import GoogleCallResponseChunk

from ._codec import CODEC


class VertexCallResponseChunk(GoogleCallResponseChunk):
    """One chunk of a stream."""

    _provider: ClassVar[str] = "vertex"
    _codec: ClassVar[Codec | None] = CODEC
