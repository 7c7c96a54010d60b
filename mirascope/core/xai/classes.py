"""xAI's classes: OpenAI's, under xAI's name and prices."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from mirascope.core._chat import ChatCodec
from mirascope.core.base._provider import Codec
from mirascope.core.openai._codec import dialect
from mirascope.core.openai.call_params import OpenAICallParams
from mirascope.core.openai.call_response import OpenAICallResponse
from mirascope.core.openai.call_response_chunk import OpenAICallResponseChunk
from mirascope.core.openai.dynamic_config import (
    AsyncOpenAIDynamicConfig as AsyncXAIDynamicConfig,
)
from mirascope.core.openai.dynamic_config import OpenAIDynamicConfig as XAIDynamicConfig
from mirascope.core.openai.dynamic_config import OpenAIMessageParam as XAIMessageParam
from mirascope.core.openai.stream import OpenAIStream
from mirascope.core.openai.tool import OpenAITool

CODEC = ChatCodec(replace(dialect("xai"), empty_answers=False))


class XAICallParams(OpenAICallParams, total=False):
    """Keywords of a call to xAI."""


class XAITool(OpenAITool):
    """A tool that xAI's models can call."""

    __provider__: ClassVar[str] = "xai"


class XAICallResponse(OpenAICallResponse):
    """The response of one call to xAI."""

    _provider: ClassVar[str] = "xai"
    _codec: ClassVar[Codec | None] = CODEC


class XAICallResponseChunk(OpenAICallResponseChunk):
    """One chunk of a stream from xAI."""

    _provider: ClassVar[str] = "xai"
    _codec: ClassVar[Codec | None] = CODEC


class XAIStream(OpenAIStream):
    """A streamed answer from xAI."""

    _provider: ClassVar[str] = "xai"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @override
        def construct_call_response(self) -> XAICallResponse: ...

    @classmethod
    @override
    def _response_type(cls) -> type[Any]:
        return XAICallResponse


__all__ = [
    "AsyncXAIDynamicConfig",
    "XAICallParams",
    "XAICallResponse",
    "XAICallResponseChunk",
    "XAIDynamicConfig",
    "XAIMessageParam",
    "XAIStream",
    "XAITool",
]
