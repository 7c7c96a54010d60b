"""The form of Gemini's contents, shared by the ways of reaching its models."""

from __future__ import annotations

from ._codec import GeminiCodec as GeminiCodec
from ._codec import is_vertex as is_vertex

__all__ = ["GeminiCodec", "is_vertex"]
