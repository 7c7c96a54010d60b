"""xAI's chunks."""

from __future__ import annotations

from typing import ClassVar

from mirascope.core.base._codec.codec import Codec
from mirascope.core.openai.call_response_chunk import OpenAICallResponseChunk

from ._codec import CODEC


class XAICallResponseChunk(OpenAICallResponseChunk):
    """One chunk of a stream from xAI."""

    _provider: ClassVar[str] = "xai"
    _codec: ClassVar[Codec | None] = CODEC
