"""Calls to Gemini under the name of the package that google-genai replaced.

Use `mirascope.core.google`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, require, rooms

require(__name__, "google.genai", "gemini")

if TYPE_CHECKING:
    from ._call import call as call
    from ._call import gemini_call as gemini_call
    from .call_params import GeminiCallParams as GeminiCallParams
    from .call_response import GeminiCallResponse as GeminiCallResponse
    from .call_response_chunk import GeminiCallResponseChunk as GeminiCallResponseChunk
    from .dynamic_config import GeminiDynamicConfig as GeminiDynamicConfig
    from .dynamic_config import GeminiMessageParam as GeminiMessageParam
    from .stream import GeminiStream as GeminiStream
    from .tool import GeminiTool as GeminiTool

__getattr__, __dir__ = attach(__name__, rooms("Gemini"))
