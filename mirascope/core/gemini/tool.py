"""Tools in Gemini's form."""

from __future__ import annotations

from typing import ClassVar

from mirascope.core.google.tool import GoogleTool


class GeminiTool(GoogleTool):
    """A tool that Gemini can call."""

    __provider__: ClassVar[str] = "gemini"
