"""What a prompt function for Groq may return besides messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.prompt.dynamic_config import BaseDynamicConfig

from .call_params import GroqCallParams

if TYPE_CHECKING:
    from groq import AsyncGroq, Groq
    from groq.types.chat import ChatCompletionMessageParam

    GroqMessageParam: TypeAlias = ChatCompletionMessageParam | BaseMessageParam
    """A message to Groq, in its own form or the common one."""
    GroqDynamicConfig: TypeAlias = BaseDynamicConfig[
        GroqMessageParam, GroqCallParams, Groq
    ]
    """The dynamic config of a sync function."""
    AsyncGroqDynamicConfig: TypeAlias = BaseDynamicConfig[
        GroqMessageParam, GroqCallParams, AsyncGroq
    ]
    """The dynamic config of an async function."""
else:
    GroqMessageParam = dict | BaseMessageParam
    GroqDynamicConfig = AsyncGroqDynamicConfig = BaseDynamicConfig
