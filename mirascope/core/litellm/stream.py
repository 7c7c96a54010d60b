"""LiteLLM's streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from mirascope.core.base.types import CostMetadata
from mirascope.core.openai.stream import OpenAIStream

from ._codec import CODEC
from ._sdk import cost_of
from .call_response import LiteLLMCallResponse


class LiteLLMStream(OpenAIStream, codec=CODEC):
    """A streamed answer through LiteLLM."""

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
