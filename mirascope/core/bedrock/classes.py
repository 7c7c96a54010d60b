"""Bedrock's classes, and the dicts of its API: the SDKs have no types of their own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NotRequired, Self, TypeAlias

from pydantic import computed_field
from typing_extensions import TypedDict, override

from mirascope.core.base._call.provider import Codec
from mirascope.core.base._response.call_response import BaseCallResponse
from mirascope.core.base._response.chunk import BaseCallResponseChunk
from mirascope.core.base._response.stream import BaseStream
from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.prompt.dynamic_config import BaseDynamicConfig
from mirascope.core.base.tool.base_tool import BaseTool, ToolConfig

from ._codec import CODEC
from .call_params import BedrockCallParams, Fields


class UserMessageTypeDef(TypedDict):
    """A user's message in Bedrock's form."""

    role: Literal["user"]
    content: Sequence[Fields]


class AssistantMessageTypeDef(TypedDict):
    """An assistant's message in Bedrock's form."""

    role: Literal["assistant"]
    content: Sequence[Fields]


class TokenUsage(TypedDict, total=False):
    """Token counts; those of the cache are not part of `inputTokens`."""

    inputTokens: int
    outputTokens: int
    totalTokens: int
    cacheReadInputTokens: int
    cacheWriteInputTokens: int


class ConverseResponse(TypedDict):
    """What `converse` gives."""

    ResponseMetadata: Fields
    output: Mapping[str, AssistantMessageTypeDef]
    stopReason: str
    usage: TokenUsage
    metrics: Fields
    trace: NotRequired[Fields]
    additionalModelResponseFields: NotRequired[object]


NativeMessage: TypeAlias = UserMessageTypeDef | AssistantMessageTypeDef
"""A message in Bedrock's own form."""

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from aiobotocore.session import AioBaseClient, AioSession  # pyright: ignore[reportMissingTypeStubs]  there are none

    AsyncClient: TypeAlias = (
        AioBaseClient
        | AioSession
        | Callable[[], AbstractAsyncContextManager[object] | Awaitable[object]]
    )
    """A client of aiobotocore, a session, or a function that gives a client or a
    context manager for one."""
    BedrockMessageParam: TypeAlias = NativeMessage | BaseMessageParam
    """A message to Bedrock, in its own form or the common one."""
    BedrockDynamicConfig: TypeAlias = BaseDynamicConfig[
        BedrockMessageParam, BedrockCallParams, object
    ]
    """The dynamic config of a sync function; boto3's clients have no types."""
    AsyncBedrockDynamicConfig: TypeAlias = BaseDynamicConfig[
        BedrockMessageParam, BedrockCallParams, AsyncClient
    ]
    """The dynamic config of an async function."""
    ResponseBase = BaseCallResponse[ConverseResponse, NativeMessage, "BedrockTool"]
    ChunkBase = BaseCallResponseChunk[Fields]
    StreamBase = BaseStream["BedrockCallResponseChunk", NativeMessage, "BedrockTool"]
else:
    BedrockMessageParam = dict | BaseMessageParam
    BedrockDynamicConfig = AsyncBedrockDynamicConfig = BaseDynamicConfig
    ResponseBase, ChunkBase = BaseCallResponse, BaseCallResponseChunk
    StreamBase = BaseStream


class BedrockToolConfig(ToolConfig, total=False):
    """What Bedrock's tools can be told, which is nothing so far."""


class BedrockTool(BaseTool):
    """A tool that Bedrock's models can call."""

    __provider__: ClassVar[str] = "bedrock"

    if TYPE_CHECKING:

        @property
        @override
        def tool_call(self) -> Fields | None:
            """The service's block of the call."""
            ...

    @override
    @classmethod
    def tool_schema(cls) -> Fields:
        said = {"name": cls._name(), "description": cls._description()}
        return {"toolSpec": {**said, "inputSchema": {"json": cls.model_json_schema()}}}

    @override
    @classmethod
    def from_tool_call(cls, tool_call: Any, allow_partial: bool = False) -> Self:
        given = tool_call["toolUse"]["input"]
        return cls._build(given, tool_call, partial=allow_partial)

    @override
    def _metadata(self, name: str) -> Any:
        if name == "id" and (call := self._tool_call) is not None:
            return call["toolUse"]["toolUseId"]
        return super()._metadata(name)


class BedrockCallResponse(ResponseBase):
    """The response of one Bedrock call; what `converse` gave is at `response`."""

    _provider: ClassVar[str] = "bedrock"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @property
        @override
        def usage(self) -> TokenUsage | None:
            """The service's token counts."""
            ...

    @computed_field
    @property
    @override
    def model(self) -> str | None:
        """The model that was asked: the service does not say which one answered."""
        return self.call_kwargs.get("modelId")

    @property
    def message(self) -> AssistantMessageTypeDef | None:
        """The message of the answer, as the service sent it."""
        return self.response["output"]["message"] if "output" in self.response else None


class BedrockCallResponseChunk(ChunkBase):
    """One event of a Bedrock stream; the SDK's dict is at `chunk`.

    The dict also has the `responseMetadata` of its stream, and the `model` that was
    asked.
    """

    _provider: ClassVar[str] = "bedrock"
    _codec: ClassVar[Codec | None] = CODEC


class BedrockStream(StreamBase):
    """A streamed Bedrock answer."""

    _provider: ClassVar[str] = "bedrock"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @override
        def construct_call_response(self) -> BedrockCallResponse: ...

    @classmethod
    @override
    def _response_type(cls) -> type[Any]:
        return BedrockCallResponse
