"""Cohere's classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias

from pydantic import computed_field
from typing_extensions import override

from mirascope.core._chat._tool import call_from_native, function_schema
from mirascope.core.base._call.provider import Codec
from mirascope.core.base._codec.vocabulary import Reply
from mirascope.core.base._response.call_response import BaseCallResponse
from mirascope.core.base._response.chunk import BaseCallResponseChunk
from mirascope.core.base._response.stream import BaseStream
from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.prompt.dynamic_config import BaseDynamicConfig
from mirascope.core.base.tool.base_tool import BaseTool

from ._codec import CODEC
from ._decode import more_of
from .call_params import CohereCallParams

if TYPE_CHECKING:
    import cohere
    from cohere import ChatMessage, ChatMessageV2

    CohereMessageParam: TypeAlias = ChatMessageV2 | ChatMessage | BaseMessageParam
    """A message to Cohere, in a form of its own or the common one."""
    CohereDynamicConfig: TypeAlias = BaseDynamicConfig[
        CohereMessageParam, CohereCallParams, cohere.Client
    ]
    """The dynamic config of a sync function; a `ClientV2` is a `Client` too."""
    AsyncCohereDynamicConfig: TypeAlias = BaseDynamicConfig[
        CohereMessageParam, CohereCallParams, cohere.AsyncClient
    ]
    """The dynamic config of an async function."""
    ResponseBase = BaseCallResponse[cohere.V2ChatResponse, ChatMessageV2, "CohereTool"]
    ChunkBase = BaseCallResponseChunk[cohere.V2ChatStreamResponse]
    StreamBase = BaseStream["CohereCallResponseChunk", ChatMessageV2, "CohereTool"]
else:
    CohereMessageParam = dict | BaseMessageParam
    CohereDynamicConfig = AsyncCohereDynamicConfig = BaseDynamicConfig
    ResponseBase, ChunkBase = BaseCallResponse, BaseCallResponseChunk
    StreamBase = BaseStream


class CohereTool(BaseTool):
    """A tool that Cohere's models can call."""

    __provider__: ClassVar[str] = "cohere"

    if TYPE_CHECKING:

        @property
        @override
        def tool_call(self) -> cohere.ToolCallV2 | None: ...

    @override
    @classmethod
    def tool_schema(cls) -> dict[str, Any]:
        schema = function_schema(cls)
        # The service wants parameters of every tool; strictness is the request's.
        schema["function"].setdefault("parameters", {"type": "object"})
        schema["function"].pop("strict", None)
        return schema

    @override
    @classmethod
    def from_tool_call(cls, tool_call: Any, allow_partial: bool = False) -> Self:
        return call_from_native(cls, tool_call, allow_partial)


class _More:
    """What an answer, or a stream so far, has besides what all providers have."""

    if TYPE_CHECKING:

        @property
        def _reply(self) -> Reply: ...

    @property
    def citations(self) -> list[cohere.Citation] | None:
        """Passages of the answer, with the documents or tools that they rest on."""
        return more_of(self._reply)["citations"]

    @property
    def tool_plan(self) -> str | None:
        """What the model said it would do before it called tools."""
        return more_of(self._reply)["tool_plan"]


class CohereCallResponse(_More, ResponseBase):
    """The response of one Cohere call; the SDK's object is at `response`."""

    _provider: ClassVar[str] = "cohere"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @property
        @override
        def usage(self) -> cohere.Usage | None: ...

    @computed_field
    @property
    @override
    def model(self) -> str | None:
        """The model that was asked: the service does not name it."""
        return self.call_kwargs.get("model")

    @property
    @override
    def citations(self) -> list[cohere.Citation] | None:
        # What was read from bytes has dicts.
        return more_of(CODEC.decode(self.response))["citations"]


class CohereCallResponseChunk(ChunkBase):
    """One event of a Cohere stream; the SDK's object is at `chunk`."""

    _provider: ClassVar[str] = "cohere"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @property
        @override
        def usage(self) -> cohere.Usage | None: ...


class CohereStream(_More, StreamBase):
    """A streamed Cohere answer."""

    _provider: ClassVar[str] = "cohere"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @override
        def construct_call_response(self) -> CohereCallResponse: ...

    @classmethod
    @override
    def _response_type(cls) -> type[Any]:
        return CohereCallResponse
