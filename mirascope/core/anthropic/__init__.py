"""Calls to Anthropic, directly or through Amazon Bedrock and Google Vertex AI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, require

require(__name__, "anthropic", "anthropic")

if TYPE_CHECKING:
    from ._call import anthropic_call as anthropic_call
    from ._call import call as call
    from .call_params import AnthropicCallParams as AnthropicCallParams
    from .classes import AnthropicCallResponse as AnthropicCallResponse
    from .classes import AnthropicCallResponseChunk as AnthropicCallResponseChunk
    from .classes import AnthropicDynamicConfig as AnthropicDynamicConfig
    from .classes import AnthropicMessageParam as AnthropicMessageParam
    from .classes import AnthropicStream as AnthropicStream
    from .classes import AnthropicTool as AnthropicTool
    from .classes import AnthropicToolConfig as AnthropicToolConfig
    from .classes import AsyncAnthropicDynamicConfig as AsyncAnthropicDynamicConfig

__all__ = [
    "AnthropicCallParams",
    "AnthropicCallResponse",
    "AnthropicCallResponseChunk",
    "AnthropicDynamicConfig",
    "AnthropicMessageParam",
    "AnthropicStream",
    "AnthropicTool",
    "AnthropicToolConfig",
    "AsyncAnthropicDynamicConfig",
    "anthropic_call",
    "call",
]

__getattr__, __dir__ = attach(
    __name__,
    {
        **dict.fromkeys(__all__, ".classes"),
        "AnthropicCallParams": ".call_params",
        "anthropic_call": "._call",
        "call": "._call",
    },
)
