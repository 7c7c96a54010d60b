"""Calls to Google's Gemini models, at the Gemini API or at Vertex AI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, require, rooms

require(__name__, "google.genai", "google")

if TYPE_CHECKING:
    from ._call import call as call
    from ._call import google_call as google_call
    from .call_params import GoogleCallParams as GoogleCallParams
    from .call_response import GoogleCallResponse as GoogleCallResponse
    from .call_response_chunk import GoogleCallResponseChunk as GoogleCallResponseChunk
    from .dynamic_config import GoogleDynamicConfig as GoogleDynamicConfig
    from .dynamic_config import GoogleMessageParam as GoogleMessageParam
    from .stream import GoogleStream as GoogleStream
    from .tool import GoogleTool as GoogleTool

__getattr__, __dir__ = attach(__name__, rooms("Google"))
