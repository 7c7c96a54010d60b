"""Gemini's responses."""

from __future__ import annotations

from typing import ClassVar

from mirascope.core.base._codec.codec import Codec
from mirascope.core.google.call_response import GoogleCallResponse

from ._codec import CODEC


class GeminiCallResponse(GoogleCallResponse):
    """The response of one call."""

    _provider: ClassVar[str] = "gemini"
    _codec: ClassVar[Codec | None] = CODEC
