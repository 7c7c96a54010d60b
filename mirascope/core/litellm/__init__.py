"""Calls through LiteLLM, to any service that it knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, require

require(__name__, "litellm", "litellm")

if TYPE_CHECKING:
    from ._call import call as call
    from ._call import litellm_call as litellm_call
    from .call_params import LiteLLMCallParams as LiteLLMCallParams
    from .classes import AsyncLiteLLMDynamicConfig as AsyncLiteLLMDynamicConfig
    from .classes import LiteLLMCallResponse as LiteLLMCallResponse
    from .classes import LiteLLMCallResponseChunk as LiteLLMCallResponseChunk
    from .classes import LiteLLMDynamicConfig as LiteLLMDynamicConfig
    from .classes import LiteLLMMessageParam as LiteLLMMessageParam
    from .classes import LiteLLMStream as LiteLLMStream
    from .classes import LiteLLMTool as LiteLLMTool

__all__ = [
    "AsyncLiteLLMDynamicConfig",
    "LiteLLMCallParams",
    "LiteLLMCallResponse",
    "LiteLLMCallResponseChunk",
    "LiteLLMDynamicConfig",
    "LiteLLMMessageParam",
    "LiteLLMStream",
    "LiteLLMTool",
    "call",
    "litellm_call",
]

__getattr__, __dir__ = attach(
    __name__,
    {
        **dict.fromkeys(__all__, ".classes"),
        "LiteLLMCallParams": ".call_params",
        "call": "._call",
        "litellm_call": "._call",
    },
)
