"""Calls to Gemini under the name of the package that google-genai replaced.

Use `mirascope.core.google`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, require

require(__name__, "google.genai", "gemini")

if TYPE_CHECKING:
    from ._call import call as call
    from ._call import gemini_call as gemini_call
    from .classes import GeminiCallParams as GeminiCallParams
    from .classes import GeminiCallResponse as GeminiCallResponse
    from .classes import GeminiCallResponseChunk as GeminiCallResponseChunk
    from .classes import GeminiDynamicConfig as GeminiDynamicConfig
    from .classes import GeminiMessageParam as GeminiMessageParam
    from .classes import GeminiStream as GeminiStream
    from .classes import GeminiTool as GeminiTool

__all__ = [
    "GeminiCallParams",
    "GeminiCallResponse",
    "GeminiCallResponseChunk",
    "GeminiDynamicConfig",
    "GeminiMessageParam",
    "GeminiStream",
    "GeminiTool",
    "call",
    "gemini_call",
]

__getattr__, __dir__ = attach(
    __name__,
    {
        **dict.fromkeys(__all__, ".classes"),
        "call": "._call",
        "gemini_call": "._call",
    },
)
