"""LiteLLM's responses."""

from __future__ import annotations

from typing_extensions import override

from mirascope.core.base._fields import as_mapping
from mirascope.core.base.types import CostMetadata
from mirascope.core.openai.call_response import OpenAICallResponse

from ._codec import CODEC
from ._sdk import cost_of


class LiteLLMCallResponse(OpenAICallResponse, codec=CODEC):
    """The response of one call through LiteLLM."""

    @property
    @override
    def cost_metadata(self) -> CostMetadata:
        """The cost that LiteLLM reports."""
        usage = CODEC.usage(self.response)
        cost: float | None = as_mapping(usage).get("cost")
        if cost is None and usage is not None:
            model: str = self.call_kwargs.get("model", "")
            cost = cost_of(self.response, model, self.call_kwargs)
        return CostMetadata(cost=cost)
