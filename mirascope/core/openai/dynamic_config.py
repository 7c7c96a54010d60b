"""What an OpenAI prompt function may return besides messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.prompt.dynamic_config import BaseDynamicConfig

from .call_params import OpenAICallParams

if TYPE_CHECKING:
    from openai import AsyncOpenAI, OpenAI
    from openai.types.chat import ChatCompletionMessageParam

    OpenAIMessageParam: TypeAlias = ChatCompletionMessageParam | BaseMessageParam
    """A message to OpenAI, in its own form or the common one."""
    OpenAIDynamicConfig: TypeAlias = BaseDynamicConfig[
        OpenAIMessageParam, OpenAICallParams, OpenAI
    ]
    """The dynamic config of a sync function."""
    AsyncOpenAIDynamicConfig: TypeAlias = BaseDynamicConfig[
        OpenAIMessageParam, OpenAICallParams, AsyncOpenAI
    ]
    """The dynamic config of an async function."""
else:
    OpenAIMessageParam = dict | BaseMessageParam
    OpenAIDynamicConfig = AsyncOpenAIDynamicConfig = BaseDynamicConfig
