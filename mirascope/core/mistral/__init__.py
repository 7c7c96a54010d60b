"""Calls to Mistral."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, require

require(__name__, "mistralai", "mistral")

if TYPE_CHECKING:
    from ._call import call as call
    from ._call import mistral_call as mistral_call
    from .call_params import MistralCallParams as MistralCallParams
    from .classes import MistralCallResponse as MistralCallResponse
    from .classes import MistralCallResponseChunk as MistralCallResponseChunk
    from .classes import MistralDynamicConfig as MistralDynamicConfig
    from .classes import MistralMessageParam as MistralMessageParam
    from .classes import MistralStream as MistralStream
    from .classes import MistralTool as MistralTool

__all__ = [
    "MistralCallParams",
    "MistralCallResponse",
    "MistralCallResponseChunk",
    "MistralDynamicConfig",
    "MistralMessageParam",
    "MistralStream",
    "MistralTool",
    "call",
    "mistral_call",
]

__getattr__, __dir__ = attach(
    __name__,
    {
        **dict.fromkeys(__all__, ".classes"),
        "MistralCallParams": ".call_params",
        "call": "._call",
        "mistral_call": "._call",
    },
)
