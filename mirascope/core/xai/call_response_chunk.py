"""xAI's chunks."""

from __future__ import annotations

from mirascope.core.openai.call_response_chunk import OpenAICallResponseChunk

from ._codec import CODEC


class XAICallResponseChunk(OpenAICallResponseChunk, codec=CODEC):
    """One chunk of a stream from xAI."""
