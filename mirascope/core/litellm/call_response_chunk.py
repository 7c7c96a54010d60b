"""LiteLLM's chunks."""

from __future__ import annotations

from mirascope.core.openai.call_response_chunk import OpenAICallResponseChunk

from ._codec import CODEC


class LiteLLMCallResponseChunk(OpenAICallResponseChunk, codec=CODEC):
    """One chunk of a stream through LiteLLM."""
