"""xAI's responses."""

from __future__ import annotations

from typing import ClassVar

from mirascope.core.base._codec.codec import Codec
from mirascope.core.openai.call_response import OpenAICallResponse

from ._codec import CODEC


class XAICallResponse(OpenAICallResponse):
    """The response of one call to xAI."""

    _provider: ClassVar[str] = "xai"
    _codec: ClassVar[Codec | None] = CODEC
