"""Mistral's classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias

from typing_extensions import override

from mirascope.core._chat._tool import call_from_native, function_schema
from mirascope.core.base._call.provider import Codec
from mirascope.core.base._codec.vocabulary import Delta
from mirascope.core.base._response.call_response import BaseCallResponse
from mirascope.core.base._response.chunk import BaseCallResponseChunk
from mirascope.core.base._response.stream import BaseStream
from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.prompt.dynamic_config import BaseDynamicConfig
from mirascope.core.base.tool.base_tool import BaseTool

from ._codec import CODEC
from .call_params import MistralCallParams

if TYPE_CHECKING:
    from mistralai.client import Mistral, models

    Message: TypeAlias = models.ChatCompletionRequestMessage
    MistralMessageParam: TypeAlias = (
        Message | models.ChatCompletionRequestMessageTypedDict | BaseMessageParam
    )
    """A message to Mistral, in its own form or the common one."""
    MistralDynamicConfig: TypeAlias = BaseDynamicConfig[
        MistralMessageParam, MistralCallParams, Mistral
    ]
    """The dynamic config of a function, sync or async."""
else:
    MistralMessageParam = dict | BaseMessageParam
    MistralDynamicConfig = BaseDynamicConfig


class MistralTool(BaseTool):
    """A tool that Mistral's models can call."""

    __provider__: ClassVar[str] = "mistral"

    if TYPE_CHECKING:

        @property
        @override
        def tool_call(self) -> models.ToolCall | None:
            """The SDK's tool call."""
            ...

    @override
    @classmethod
    def tool_schema(cls) -> models.ToolTypedDict:
        schema = function_schema(cls)
        schema["function"].setdefault("parameters", {"type": "object"})
        return schema

    @override
    @classmethod
    def from_tool_call(cls, tool_call: Any, allow_partial: bool = False) -> Self:
        return call_from_native(cls, tool_call, allow_partial)


if TYPE_CHECKING:
    ResponseBase = BaseCallResponse[models.ChatCompletionResponse, Message, MistralTool]
    ChunkBase = BaseCallResponseChunk[models.CompletionChunk]
else:
    ResponseBase = BaseCallResponse
    ChunkBase = BaseCallResponseChunk


class MistralCallResponse(ResponseBase):
    """The response of one call; the SDK's `ChatCompletionResponse` is at `response`."""

    _provider: ClassVar[str] = "mistral"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @property
        @override
        def usage(self) -> models.UsageInfo | None:
            """The SDK's usage object."""
            ...


class MistralCallResponseChunk(ChunkBase):
    """One chunk of a Mistral stream; the SDK's `CompletionChunk` is at `chunk`."""

    _provider: ClassVar[str] = "mistral"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @property
        @override
        def usage(self) -> models.UsageInfo | None:
            """The SDK's usage object."""
            ...

    @classmethod
    @override
    def _of(cls, chunk: object, delta: Delta) -> Self:
        # The SDK's stream gives events, which hold nothing but the chunk.
        return super()._of(getattr(chunk, "data", chunk), delta)


if TYPE_CHECKING:
    StreamBase = BaseStream[MistralCallResponseChunk, Message, MistralTool]
else:
    StreamBase = BaseStream


class MistralStream(StreamBase):
    """A streamed Mistral answer."""

    _provider: ClassVar[str] = "mistral"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @override
        def construct_call_response(self) -> MistralCallResponse: ...

    @classmethod
    @override
    def _response_type(cls) -> type[Any]:
        return MistralCallResponse
