"""Groq's classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias

from typing_extensions import override

from mirascope.core._chat import ChatCodec, Dialect
from mirascope.core._chat._dialect import by_name
from mirascope.core._chat._tool import call_from_native, function_schema
from mirascope.core.base._call.provider import Codec
from mirascope.core.base._response.call_response import BaseCallResponse
from mirascope.core.base._response.chunk import BaseCallResponseChunk
from mirascope.core.base._response.stream import BaseStream
from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.prompt.dynamic_config import BaseDynamicConfig
from mirascope.core.base.tool.base_tool import BaseTool

from .call_params import GroqCallParams

if TYPE_CHECKING:
    from groq import AsyncGroq, Groq
    from groq.types import CompletionUsage
    from groq.types.chat import (
        ChatCompletion,
        ChatCompletionChunk,
        ChatCompletionMessageParam,
        ChatCompletionMessageToolCall,
        ChatCompletionToolParam,
    )

    GroqMessageParam: TypeAlias = ChatCompletionMessageParam | BaseMessageParam
    """A message to Groq, in its own form or the common one."""
    GroqDynamicConfig: TypeAlias = BaseDynamicConfig[
        GroqMessageParam, GroqCallParams, Groq
    ]
    """The dynamic config of a sync function."""
    AsyncGroqDynamicConfig: TypeAlias = BaseDynamicConfig[
        GroqMessageParam, GroqCallParams, AsyncGroq
    ]
    """The dynamic config of an async function."""
else:
    GroqMessageParam = dict | BaseMessageParam
    GroqDynamicConfig = BaseDynamicConfig
    AsyncGroqDynamicConfig = BaseDynamicConfig


CODEC = ChatCodec(
    Dialect(
        provider="groq",
        output_parts=frozenset({"text", "image"}),
        force=by_name,
        # The method has no `stream_options`; usage comes in `x_groq`.
        usage_option=False,
        instruction="append",
        json_with_tools=False,
        sdk="groq",
    )
)


class GroqTool(BaseTool):
    """A tool that Groq's models can call."""

    __provider__: ClassVar[str] = "groq"

    if TYPE_CHECKING:

        @property
        @override
        def tool_call(self) -> ChatCompletionMessageToolCall | None:
            """The SDK's tool call."""
            ...

    @override
    @classmethod
    def tool_schema(cls) -> ChatCompletionToolParam:
        return function_schema(cls)

    @override
    @classmethod
    def from_tool_call(cls, tool_call: Any, allow_partial: bool = False) -> Self:
        return call_from_native(cls, tool_call, allow_partial)


if TYPE_CHECKING:
    ResponseBase = BaseCallResponse[
        ChatCompletion, ChatCompletionMessageParam, GroqTool
    ]
    ChunkBase = BaseCallResponseChunk[ChatCompletionChunk]
else:
    ResponseBase = BaseCallResponse
    ChunkBase = BaseCallResponseChunk


class GroqCallResponse(ResponseBase):
    """The response of one Groq call; the SDK's `ChatCompletion` is at `response`."""

    _provider: ClassVar[str] = "groq"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @property
        @override
        def usage(self) -> CompletionUsage | None:
            """The SDK's usage object."""
            ...


class GroqCallResponseChunk(ChunkBase):
    """One chunk of a Groq stream; the SDK's object is at `chunk`."""

    _provider: ClassVar[str] = "groq"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @property
        @override
        def usage(self) -> CompletionUsage | None:
            """The SDK's usage object."""
            ...


if TYPE_CHECKING:
    StreamBase = BaseStream[GroqCallResponseChunk, ChatCompletionMessageParam, GroqTool]
else:
    StreamBase = BaseStream


class GroqStream(StreamBase):
    """A streamed Groq answer."""

    _provider: ClassVar[str] = "groq"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @override
        def construct_call_response(self) -> GroqCallResponse: ...

    @classmethod
    @override
    def _response_type(cls) -> type[Any]:
        return GroqCallResponse
