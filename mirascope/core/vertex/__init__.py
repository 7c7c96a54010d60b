"""Calls to Gemini under the name of the package that google-genai replaced.

Use `mirascope.core.google` with `Client(vertexai=True)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, require

require(__name__, "google.genai", "vertex")

if TYPE_CHECKING:
    from ._call import call as call
    from ._call import vertex_call as vertex_call
    from .classes import VertexCallParams as VertexCallParams
    from .classes import VertexCallResponse as VertexCallResponse
    from .classes import VertexCallResponseChunk as VertexCallResponseChunk
    from .classes import VertexDynamicConfig as VertexDynamicConfig
    from .classes import VertexMessageParam as VertexMessageParam
    from .classes import VertexStream as VertexStream
    from .classes import VertexTool as VertexTool

__all__ = [
    "VertexCallParams",
    "VertexCallResponse",
    "VertexCallResponseChunk",
    "VertexDynamicConfig",
    "VertexMessageParam",
    "VertexStream",
    "VertexTool",
    "call",
    "vertex_call",
]

__getattr__, __dir__ = attach(
    __name__,
    {
        **dict.fromkeys(__all__, ".classes"),
        "call": "._call",
        "vertex_call": "._call",
    },
)
