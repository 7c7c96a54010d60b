"""What a prompt function for Anthropic may return besides messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.prompt.dynamic_config import BaseDynamicConfig

from .call_params import AnthropicCallParams

if TYPE_CHECKING:
    from anthropic import Anthropic, AsyncAnthropic
    from anthropic.lib.bedrock import AnthropicBedrock, AsyncAnthropicBedrock
    from anthropic.lib.vertex import AnthropicVertex, AsyncAnthropicVertex
    from anthropic.types import MessageParam

    SyncClient: TypeAlias = Anthropic | AnthropicBedrock | AnthropicVertex
    AsyncClient: TypeAlias = (
        AsyncAnthropic | AsyncAnthropicBedrock | AsyncAnthropicVertex
    )
    AnthropicMessageParam: TypeAlias = MessageParam | BaseMessageParam
    """A message to Anthropic, in its own form or the common one."""
    AnthropicDynamicConfig: TypeAlias = BaseDynamicConfig[
        AnthropicMessageParam, AnthropicCallParams, SyncClient
    ]
    """The dynamic config of a sync function."""
    AsyncAnthropicDynamicConfig: TypeAlias = BaseDynamicConfig[
        AnthropicMessageParam, AnthropicCallParams, AsyncClient
    ]
    """The dynamic config of an async function."""
else:
    AnthropicMessageParam = dict | BaseMessageParam
    AnthropicDynamicConfig = AsyncAnthropicDynamicConfig = BaseDynamicConfig
