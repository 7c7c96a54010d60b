"""Calls to Gemini under the name of the package that google-genai replaced.

Use `mirascope.core.google` with `Client(vertexai=True)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, require, rooms

require(__name__, "google.genai", "vertex")

if TYPE_CHECKING:
    from ._call import call as call
    from ._call import vertex_call as vertex_call
    from .call_params import VertexCallParams as VertexCallParams
    from .call_response import VertexCallResponse as VertexCallResponse
    from .call_response_chunk import VertexCallResponseChunk as VertexCallResponseChunk
    from .dynamic_config import VertexDynamicConfig as VertexDynamicConfig
    from .dynamic_config import VertexMessageParam as VertexMessageParam
    from .stream import VertexStream as VertexStream
    from .tool import VertexTool as VertexTool

__getattr__, __dir__ = attach(__name__, rooms("Vertex"))
