"""Calls to Groq."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, require

require(__name__, "groq", "groq")

if TYPE_CHECKING:
    from ._call import call as call
    from ._call import groq_call as groq_call
    from .call_params import GroqCallParams as GroqCallParams
    from .classes import AsyncGroqDynamicConfig as AsyncGroqDynamicConfig
    from .classes import GroqCallResponse as GroqCallResponse
    from .classes import GroqCallResponseChunk as GroqCallResponseChunk
    from .classes import GroqDynamicConfig as GroqDynamicConfig
    from .classes import GroqMessageParam as GroqMessageParam
    from .classes import GroqStream as GroqStream
    from .classes import GroqTool as GroqTool

__all__ = [
    "AsyncGroqDynamicConfig",
    "GroqCallParams",
    "GroqCallResponse",
    "GroqCallResponseChunk",
    "GroqDynamicConfig",
    "GroqMessageParam",
    "GroqStream",
    "GroqTool",
    "call",
    "groq_call",
]

__getattr__, __dir__ = attach(
    __name__,
    {
        **dict.fromkeys(__all__, ".classes"),
        "GroqCallParams": ".call_params",
        "call": "._call",
        "groq_call": "._call",
    },
)
