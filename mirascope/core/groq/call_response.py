"""Groq's responses."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from typing_extensions import override

from mirascope.core.base._codec.codec import Codec
from mirascope.core.base._response.call_response import BaseCallResponse

from ._codec import CODEC
from .tool import GroqTool

if TYPE_CHECKING:
    from groq.types import CompletionUsage
    from groq.types.chat import ChatCompletion, ChatCompletionMessageParam

    Base = BaseCallResponse[ChatCompletion, ChatCompletionMessageParam, GroqTool]
else:
    Base = BaseCallResponse


class GroqCallResponse(Base):
    """The response of one Groq call; the SDK's `ChatCompletion` is at `response`."""

    _provider: ClassVar[str] = "groq"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @property
        @override
        def usage(self) -> CompletionUsage | None:
            """The SDK's usage object."""
            ...
