"""Tools in Vertex AI's form."""

from __future__ import annotations

from typing import ClassVar

from mirascope.core.google.tool import GoogleTool


class VertexTool(GoogleTool):
    """A tool that Gemini can call."""

    __provider__: ClassVar[str] = "vertex"
