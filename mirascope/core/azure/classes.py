"""Azure AI's classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias

from typing_extensions import override

from mirascope.core._chat._tool import call_from_native, function_schema
from mirascope.core.base._call.provider import Codec
from mirascope.core.base._response.call_response import BaseCallResponse
from mirascope.core.base._response.chunk import BaseCallResponseChunk
from mirascope.core.base._response.stream import BaseStream
from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.prompt.dynamic_config import BaseDynamicConfig
from mirascope.core.base.tool.base_tool import BaseTool, ToolConfig

from ._codec import CODEC
from .call_params import AzureCallParams

if TYPE_CHECKING:
    from azure.ai.inference import ChatCompletionsClient
    from azure.ai.inference.aio import ChatCompletionsClient as AsyncClient
    from azure.ai.inference.models import (
        ChatCompletions,
        ChatCompletionsToolCall,
        ChatCompletionsToolDefinition,
        ChatRequestMessage,
        CompletionsUsage,
        StreamingChatCompletionsUpdate,
    )

    AzureMessageParam: TypeAlias = ChatRequestMessage | BaseMessageParam
    """A message to Azure AI, in its own form or the common one."""
    AzureDynamicConfig: TypeAlias = BaseDynamicConfig[
        AzureMessageParam, AzureCallParams, ChatCompletionsClient
    ]
    """The dynamic config of a sync function."""
    AsyncAzureDynamicConfig: TypeAlias = BaseDynamicConfig[
        AzureMessageParam, AzureCallParams, AsyncClient
    ]
    """The dynamic config of an async function."""
else:
    AzureMessageParam = dict | BaseMessageParam
    AzureDynamicConfig = BaseDynamicConfig
    AsyncAzureDynamicConfig = BaseDynamicConfig


class AzureToolConfig(ToolConfig, total=False):
    """What Azure AI's tools can be told."""

    strict: bool
    """Whether the service must follow the schema exactly."""


class AzureTool(BaseTool):
    """A tool that the models of Azure AI can call."""

    __provider__: ClassVar[str] = "azure"
    __tool_config_type__: ClassVar[type[Any]] = AzureToolConfig

    if TYPE_CHECKING:

        @property
        @override
        def tool_call(self) -> ChatCompletionsToolCall | None:
            """The SDK's tool call."""
            ...

    @override
    @classmethod
    def tool_schema(cls) -> ChatCompletionsToolDefinition:
        return CODEC.dialect.build("ChatCompletionToolParam", function_schema(cls))

    @override
    @classmethod
    def from_tool_call(cls, tool_call: Any, allow_partial: bool = False) -> Self:
        return call_from_native(cls, tool_call, allow_partial)


if TYPE_CHECKING:
    ResponseBase = BaseCallResponse[ChatCompletions, ChatRequestMessage, AzureTool]
    ChunkBase = BaseCallResponseChunk[StreamingChatCompletionsUpdate]
    StreamBase = BaseStream["AzureCallResponseChunk", ChatRequestMessage, AzureTool]
else:
    ResponseBase = BaseCallResponse
    ChunkBase = BaseCallResponseChunk
    StreamBase = BaseStream


class AzureCallResponse(ResponseBase):
    """The response of one call; the SDK's `ChatCompletions` is at `response`."""

    _provider: ClassVar[str] = "azure"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @property
        @override
        def usage(self) -> CompletionsUsage | None:
            """The SDK's usage object."""
            ...


class AzureCallResponseChunk(ChunkBase):
    """One chunk of a stream; the SDK's object is at `chunk`."""

    _provider: ClassVar[str] = "azure"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @property
        @override
        def usage(self) -> CompletionsUsage | None:
            """The SDK's usage object."""
            ...


class AzureStream(StreamBase):
    """A streamed answer of Azure AI."""

    _provider: ClassVar[str] = "azure"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @override
        def construct_call_response(self) -> AzureCallResponse: ...

    @classmethod
    @override
    def _response_type(cls) -> type[Any]:
        return AzureCallResponse
