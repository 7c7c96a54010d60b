"""Groq's chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope.core.base._response.chunk import BaseCallResponseChunk

from ._codec import CODEC

if TYPE_CHECKING:
    from groq.types import CompletionUsage
    from groq.types.chat import ChatCompletionChunk

    Base = BaseCallResponseChunk[ChatCompletionChunk, CompletionUsage]
else:
    Base = BaseCallResponseChunk


class GroqCallResponseChunk(Base, codec=CODEC):
    """One chunk of a Groq stream; the SDK's object is at `chunk`."""
