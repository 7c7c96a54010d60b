"""What a prompt function for xAI may return besides messages: the same as OpenAI's."""

from __future__ import annotations

from mirascope.core.openai.dynamic_config import (
    AsyncOpenAIDynamicConfig as AsyncXAIDynamicConfig,
)
from mirascope.core.openai.dynamic_config import OpenAIDynamicConfig as XAIDynamicConfig
from mirascope.core.openai.dynamic_config import OpenAIMessageParam as XAIMessageParam

__all__ = ["AsyncXAIDynamicConfig", "XAIDynamicConfig", "XAIMessageParam"]
