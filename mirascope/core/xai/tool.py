"""Tools in xAI's form."""

from __future__ import annotations

from typing import ClassVar

from mirascope.core.openai.tool import OpenAITool


class XAITool(OpenAITool):
    """A tool that xAI's models can call."""

    __provider__: ClassVar[str] = "xai"
