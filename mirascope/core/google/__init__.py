"""Calls to Google's Gemini models, at the Gemini API or at Vertex AI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, require

require(__name__, "google.genai", "google")

if TYPE_CHECKING:
    from ._call import call as call
    from ._call import google_call as google_call
    from .call_params import GoogleCallParams as GoogleCallParams
    from .classes import GoogleCallResponse as GoogleCallResponse
    from .classes import GoogleCallResponseChunk as GoogleCallResponseChunk
    from .classes import GoogleDynamicConfig as GoogleDynamicConfig
    from .classes import GoogleMessageParam as GoogleMessageParam
    from .classes import GoogleStream as GoogleStream
    from .classes import GoogleTool as GoogleTool

__all__ = [
    "GoogleCallParams",
    "GoogleCallResponse",
    "GoogleCallResponseChunk",
    "GoogleDynamicConfig",
    "GoogleMessageParam",
    "GoogleStream",
    "GoogleTool",
    "call",
    "google_call",
]

__getattr__, __dir__ = attach(
    __name__,
    {
        **dict.fromkeys(__all__, ".classes"),
        "GoogleCallParams": ".call_params",
        "call": "._call",
        "google_call": "._call",
    },
)
