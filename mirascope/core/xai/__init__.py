"""Calls to xAI, through the OpenAI SDK."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, require

require(__name__, "openai", "xai")

if TYPE_CHECKING:
    from ._call import call as call
    from ._call import xai_call as xai_call
    from .classes import AsyncXAIDynamicConfig as AsyncXAIDynamicConfig
    from .classes import XAICallParams as XAICallParams
    from .classes import XAICallResponse as XAICallResponse
    from .classes import XAICallResponseChunk as XAICallResponseChunk
    from .classes import XAIDynamicConfig as XAIDynamicConfig
    from .classes import XAIMessageParam as XAIMessageParam
    from .classes import XAIStream as XAIStream
    from .classes import XAITool as XAITool

__all__ = [
    "AsyncXAIDynamicConfig",
    "XAICallParams",
    "XAICallResponse",
    "XAICallResponseChunk",
    "XAIDynamicConfig",
    "XAIMessageParam",
    "XAIStream",
    "XAITool",
    "call",
    "xai_call",
]

__getattr__, __dir__ = attach(
    __name__,
    {
        **dict.fromkeys(__all__, ".classes"),
        "call": "._call",
        "xai_call": "._call",
    },
)
