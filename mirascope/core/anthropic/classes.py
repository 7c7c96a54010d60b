"""Anthropic's classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias, cast

from typing_extensions import override

from mirascope.core.base._call.provider import Codec
from mirascope.core.base._fields import fields
from mirascope.core.base._response.call_response import BaseCallResponse
from mirascope.core.base._response.chunk import BaseCallResponseChunk
from mirascope.core.base._response.stream import BaseStream
from mirascope.core.base._schema.generate import strict_schema
from mirascope.core.base._schema_limits import enforceable
from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.prompt.dynamic_config import BaseDynamicConfig
from mirascope.core.base.tool.base_tool import BaseTool, ToolConfig

from . import _decode
from ._codec import CODEC
from ._encode import needs_beta
from .call_params import AnthropicCallParams

if TYPE_CHECKING:
    from anthropic import Anthropic, AsyncAnthropic
    from anthropic.lib.bedrock import AnthropicBedrock, AsyncAnthropicBedrock
    from anthropic.lib.vertex import AnthropicVertex, AsyncAnthropicVertex
    from anthropic.types import (
        CacheControlEphemeralParam,
        Message,
        MessageDeltaUsage,
        MessageParam,
        RawMessageStreamEvent,
        ToolParam,
        ToolUseBlock,
        Usage,
    )

    SyncClient: TypeAlias = Anthropic | AnthropicBedrock | AnthropicVertex
    AsyncClient: TypeAlias = (
        AsyncAnthropic | AsyncAnthropicBedrock | AsyncAnthropicVertex
    )
    AnthropicMessageParam: TypeAlias = MessageParam | BaseMessageParam
    """A message to Anthropic, in its own form or the common one."""
    AnthropicDynamicConfig: TypeAlias = BaseDynamicConfig[
        AnthropicMessageParam, AnthropicCallParams, SyncClient
    ]
    """The dynamic config of a sync function."""
    AsyncAnthropicDynamicConfig: TypeAlias = BaseDynamicConfig[
        AnthropicMessageParam, AnthropicCallParams, AsyncClient
    ]
    """The dynamic config of an async function."""
else:
    AnthropicMessageParam = dict | BaseMessageParam
    AnthropicDynamicConfig = BaseDynamicConfig
    AsyncAnthropicDynamicConfig = BaseDynamicConfig


class AnthropicToolConfig(ToolConfig, total=False):
    """What Anthropic's tools can be told."""

    allowed_callers: list[str]
    """Who may call it: the model, or code that the service runs."""
    cache_control: CacheControlEphemeralParam
    """Caches the tools up to this one, such as `{"type": "ephemeral"}`."""
    defer_loading: bool
    """Whether the model only sees it after it was found by a search for tools."""
    eager_input_streaming: bool
    """Whether arguments are streamed before they are checked."""
    input_examples: list[dict[str, Any]]
    """Arguments to learn from."""
    strict: bool
    """Whether the service must follow the schema exactly."""


class AnthropicTool(BaseTool):
    """A tool that Anthropic's models can call."""

    __provider__: ClassVar[str] = "anthropic"
    __tool_config_type__: ClassVar[type[Any]] = AnthropicToolConfig

    if TYPE_CHECKING:

        @property
        @override
        def tool_call(self) -> ToolUseBlock | None:
            """The SDK's tool call."""
            ...

    @override
    @classmethod
    def tool_schema(cls) -> ToolParam:
        schema = cls.model_json_schema()
        if cls._is_strict():
            schema = enforceable(strict_schema(schema))
        tool = {"name": cls._name(), "description": cls._description()}
        known = AnthropicToolConfig.__optional_keys__
        config: Any = {k: one for k, one in cls.tool_config.items() if k in known}
        return cast("ToolParam", {**tool, "input_schema": schema, **config})

    @override
    @classmethod
    def from_tool_call(cls, tool_call: Any, allow_partial: bool = False) -> Self:
        return cls._build(fields(tool_call)["input"], tool_call, partial=allow_partial)


if TYPE_CHECKING:
    ResponseBase = BaseCallResponse[Message, MessageParam, AnthropicTool]
    ChunkBase = BaseCallResponseChunk[RawMessageStreamEvent]
else:
    ResponseBase = BaseCallResponse
    ChunkBase = BaseCallResponseChunk


class AnthropicCallResponse(ResponseBase):
    """The response of one Anthropic call; the SDK's `Message` is at `response`.

    With parameters of the beta API it is a `BetaMessage`.
    """

    _provider: ClassVar[str] = "anthropic"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @property
        @override
        def usage(self) -> Usage | None:
            """The SDK's usage object."""
            ...

    @property
    def signature(self) -> str | None:
        """The signature of the first thinking block; the message has all of them."""
        return _decode.signature(fields(self._said).get("content"))


class AnthropicCallResponseChunk(ChunkBase):
    """One event of an Anthropic stream; the SDK's object is at `chunk`."""

    _provider: ClassVar[str] = "anthropic"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @property
        @override
        def usage(self) -> Usage | MessageDeltaUsage | None:
            """The SDK's usage object, on the first and the last but one event."""
            ...

    @property
    def signature(self) -> str:
        """The piece of a signature in this event; empty if it has none."""
        _, piece = (self._delta.parts or {}).get("blocks", (0, {}))
        return piece.get("signature") or ""


if TYPE_CHECKING:
    StreamBase = BaseStream[AnthropicCallResponseChunk, MessageParam, AnthropicTool]
else:
    StreamBase = BaseStream


class AnthropicStream(StreamBase):
    """A streamed Anthropic answer."""

    _provider: ClassVar[str] = "anthropic"
    _codec: ClassVar[Codec | None] = CODEC

    @property
    def signature(self) -> str | None:
        """The signature of the first thinking block; the message has all of them."""
        return _decode.signature(_decode.blocks(self._reply))

    @override
    def construct_call_response(self) -> AnthropicCallResponse:
        """Build the response that the call would have given unstreamed.

        Returns:
            The response, from everything that arrived so far.

        Raises:
            StreamNotFinishedError: Nothing has arrived yet.
        """
        response: Any = super().construct_call_response()
        if needs_beta(self.call_kwargs):
            response.response = CODEC.rebuild_beta(self._reply)
        return response

    @classmethod
    @override
    def _response_type(cls) -> type[Any]:
        return AnthropicCallResponse
