"""Tools in LiteLLM's form."""

from __future__ import annotations

from typing import ClassVar

from mirascope.core.openai.tool import OpenAITool


class LiteLLMTool(OpenAITool):
    """A tool that models can call through LiteLLM."""

    __provider__: ClassVar[str] = "litellm"
