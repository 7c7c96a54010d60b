"""What a prompt function for LiteLLM may return besides messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from mirascope.core.base.prompt.dynamic_config import BaseDynamicConfig
from mirascope.core.openai.dynamic_config import (
    OpenAIMessageParam as LiteLLMMessageParam,
)

from .call_params import LiteLLMCallParams

if TYPE_CHECKING:
    LiteLLMDynamicConfig: TypeAlias = BaseDynamicConfig[
        LiteLLMMessageParam, LiteLLMCallParams, None
    ]
    """The dynamic config of a function."""
    AsyncLiteLLMDynamicConfig: TypeAlias = LiteLLMDynamicConfig
    """The dynamic config of an async function."""
else:
    LiteLLMDynamicConfig = AsyncLiteLLMDynamicConfig = BaseDynamicConfig
