"""The classes of calls to a model inside the process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias

from typing_extensions import override

from mirascope.core._chat import ChatCodec, Dialect
from mirascope.core._chat._tool import call_from_native, function_schema
from mirascope.core.base._call.provider import Codec
from mirascope.core.base._response.call_response import BaseCallResponse
from mirascope.core.base._response.chunk import BaseCallResponseChunk
from mirascope.core.base._response.stream import BaseStream
from mirascope.core.base.call_params import BaseCallParams
from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.prompt.dynamic_config import BaseDynamicConfig
from mirascope.core.base.tool.base_tool import BaseTool

if TYPE_CHECKING:
    from ._engine import AsyncLocalClient, LocalClient

CODEC = ChatCodec(
    Dialect(
        provider="local",
        parts=frozenset({"text"}),
        instruction="append",
        # The engine builds a grammar from the schema, so the model cannot leave it.
        schema="always",
    )
)


class LocalCallParams(BaseCallParams, total=False):
    """Keywords of a call to the engine; others are passed on as they are."""

    frequency_penalty: float | None
    """Penalty on tokens by how often they occurred, -2 to 2."""
    max_tokens: int | None
    """The most tokens to generate."""
    min_p: float | None
    """The least share of the likeliest token's probability to consider, 0 to 1."""
    presence_penalty: float | None
    """Penalty on tokens that occurred at all, -2 to 2."""
    response_format: dict[str, Any]
    """The form of the output."""
    seed: int | None
    """A seed for repeatable sampling."""
    stop: str | list[str] | None
    """Texts to stop at."""
    temperature: float | None
    """Randomness, 0 to 2."""
    tool_choice: Any
    """Which tools may or must be called."""
    top_k: int | None
    """How many of the likeliest tokens to consider."""
    top_p: float | None
    """Nucleus sampling, 0 to 1."""


LocalMessageParam: TypeAlias = dict[str, Any] | BaseMessageParam
"""A message, in the chat format or the common one."""

if TYPE_CHECKING:
    LocalDynamicConfig: TypeAlias = BaseDynamicConfig[
        LocalMessageParam, LocalCallParams, LocalClient
    ]
    """The dynamic config of a sync function."""
    AsyncLocalDynamicConfig: TypeAlias = BaseDynamicConfig[
        LocalMessageParam, LocalCallParams, AsyncLocalClient
    ]
    """The dynamic config of an async function."""
else:
    LocalDynamicConfig = BaseDynamicConfig
    AsyncLocalDynamicConfig = BaseDynamicConfig


class LocalTool(BaseTool):
    """A tool that a model inside the process can call."""

    __provider__: ClassVar[str] = "local"

    @override
    @classmethod
    def tool_schema(cls) -> dict[str, Any]:
        return function_schema(cls)

    @override
    @classmethod
    def from_tool_call(cls, tool_call: Any, allow_partial: bool = False) -> Self:
        return call_from_native(cls, tool_call, allow_partial)


class LocalCallResponse(BaseCallResponse[dict[str, Any], dict[str, Any], LocalTool]):
    """The response of one call; what the engine gave is at `response`."""

    _provider: ClassVar[str] = "local"
    _codec: ClassVar[Codec | None] = CODEC


class LocalCallResponseChunk(BaseCallResponseChunk[dict[str, Any]]):
    """One chunk of a stream; what the engine gave is at `chunk`."""

    _provider: ClassVar[str] = "local"
    _codec: ClassVar[Codec | None] = CODEC


class LocalStream(BaseStream[LocalCallResponseChunk, dict[str, Any], LocalTool]):
    """A streamed answer."""

    _provider: ClassVar[str] = "local"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @override
        def construct_call_response(self) -> LocalCallResponse: ...

    @classmethod
    @override
    def _response_type(cls) -> type[Any]:
        return LocalCallResponse
