"""xAI's classes: OpenAI's, under xAI's name and prices."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from mirascope.core._chat import ChatCodec, _decode
from mirascope.core.base._call.provider import Codec
from mirascope.core.base._codec.no_answer import counted
from mirascope.core.base._codec.vocabulary import Delta, Tokens
from mirascope.core.base._fields import fields
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


class XAICodec(ChatCodec):
    """Translates for xAI, which counts reasoning apart from the answer."""

    @override
    def tokens(self, response: Any) -> Tokens | None:
        return _tokens(_decode.usage_of(response))

    @override
    @staticmethod
    def delta(chunk: Any) -> Delta:
        delta = _decode.delta(chunk)
        if delta.usage is not None:
            delta.usage = counted(_tokens, _decode.usage_of(chunk))
        return delta


def _tokens(usage: Any) -> Tokens | None:
    """Read the token counts, and add the reasoning unless it is counted already.

    https://docs.x.ai/docs/guides/reasoning
    """
    tokens = _decode.tokens(usage)
    counts = fields(usage)
    details = fields(counts.get("completion_tokens_details"))
    reasoning = details.get("reasoning_tokens")
    if tokens is None or tokens.output is None or not reasoning:
        return tokens
    if counts.get("total_tokens") == (tokens.input or 0) + tokens.output:
        return tokens
    return tokens._replace(output=tokens.output + reasoning)


CODEC = XAICodec(replace(dialect("xai"), empty_answers=False))


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
