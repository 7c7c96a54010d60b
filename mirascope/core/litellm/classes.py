"""LiteLLM's classes: OpenAI's, with the cost that LiteLLM reports.

The objects at `response` and `chunk` are LiteLLM's `ModelResponse` and
`ModelResponseStream`, which have the fields of OpenAI's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from typing_extensions import override

from mirascope.core.base._call.provider import Codec
from mirascope.core.base._fields import fields
from mirascope.core.base.prompt.dynamic_config import BaseDynamicConfig
from mirascope.core.base.types import CostMetadata
from mirascope.core.openai.call_response import OpenAICallResponse
from mirascope.core.openai.call_response_chunk import OpenAICallResponseChunk
from mirascope.core.openai.dynamic_config import (
    OpenAIMessageParam as LiteLLMMessageParam,
)
from mirascope.core.openai.stream import OpenAIStream
from mirascope.core.openai.tool import OpenAITool

from ._codec import CODEC
from ._sdk import cost_of
from .call_params import LiteLLMCallParams

if TYPE_CHECKING:
    LiteLLMDynamicConfig: TypeAlias = BaseDynamicConfig[
        LiteLLMMessageParam, LiteLLMCallParams, None
    ]
    """The dynamic config of a function."""
    AsyncLiteLLMDynamicConfig: TypeAlias = LiteLLMDynamicConfig
    """The dynamic config of an async function."""
else:
    LiteLLMDynamicConfig = BaseDynamicConfig
    AsyncLiteLLMDynamicConfig = BaseDynamicConfig


class LiteLLMTool(OpenAITool):
    """A tool that models can call through LiteLLM."""

    __provider__: ClassVar[str] = "litellm"


class LiteLLMCallResponse(OpenAICallResponse):
    """The response of one call through LiteLLM."""

    _provider: ClassVar[str] = "litellm"
    _codec: ClassVar[Codec | None] = CODEC

    @property
    @override
    def cost_metadata(self) -> CostMetadata:
        """The cost that LiteLLM reports."""
        usage = CODEC.usage(self.response)
        cost: float | None = fields(usage).get("cost")
        if cost is None and usage is not None:
            model: str = self.call_kwargs.get("model", "")
            cost = cost_of(self.response, model, self.call_kwargs)
        return CostMetadata(cost=cost)


class LiteLLMCallResponseChunk(OpenAICallResponseChunk):
    """One chunk of a stream through LiteLLM."""

    _provider: ClassVar[str] = "litellm"
    _codec: ClassVar[Codec | None] = CODEC


class LiteLLMStream(OpenAIStream):
    """A streamed answer through LiteLLM."""

    _provider: ClassVar[str] = "litellm"
    _codec: ClassVar[Codec | None] = CODEC

    @property
    @override
    def cost_metadata(self) -> CostMetadata:
        """The cost that LiteLLM reports, or calculates where it reports none."""
        reply = self._reply
        if costs := reply.parts.get("cost"):
            return CostMetadata(cost=costs[-1])
        if reply.usage is None:
            return CostMetadata()
        response = CODEC.rebuild(reply)
        cost = cost_of(response, self._requested, self.call_kwargs)
        return CostMetadata(cost=cost)

    if TYPE_CHECKING:

        @override
        def construct_call_response(self) -> LiteLLMCallResponse: ...

    @classmethod
    @override
    def _response_type(cls) -> type[Any]:
        return LiteLLMCallResponse


__all__ = [
    "AsyncLiteLLMDynamicConfig",
    "LiteLLMCallResponse",
    "LiteLLMCallResponseChunk",
    "LiteLLMDynamicConfig",
    "LiteLLMMessageParam",
    "LiteLLMStream",
    "LiteLLMTool",
]
