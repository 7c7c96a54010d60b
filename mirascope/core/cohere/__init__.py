"""Calls to Cohere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, require

require(__name__, "cohere", "cohere")

if TYPE_CHECKING:
    from ._call import call as call
    from ._call import cohere_call as cohere_call
    from .call_params import CohereCallParams as CohereCallParams
    from .classes import AsyncCohereDynamicConfig as AsyncCohereDynamicConfig
    from .classes import CohereCallResponse as CohereCallResponse
    from .classes import CohereCallResponseChunk as CohereCallResponseChunk
    from .classes import CohereDynamicConfig as CohereDynamicConfig
    from .classes import CohereMessageParam as CohereMessageParam
    from .classes import CohereStream as CohereStream
    from .classes import CohereTool as CohereTool

__all__ = [
    "AsyncCohereDynamicConfig",
    "CohereCallParams",
    "CohereCallResponse",
    "CohereCallResponseChunk",
    "CohereDynamicConfig",
    "CohereMessageParam",
    "CohereStream",
    "CohereTool",
    "call",
    "cohere_call",
]

__getattr__, __dir__ = attach(
    __name__,
    {
        **dict.fromkeys(__all__, ".classes"),
        "CohereCallParams": ".call_params",
        "call": "._call",
        "cohere_call": "._call",
    },
)
