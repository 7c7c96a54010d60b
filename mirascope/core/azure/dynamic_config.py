"""What a prompt function for Azure AI may return besides messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.prompt.dynamic_config import BaseDynamicConfig

from .call_params import AzureCallParams

if TYPE_CHECKING:
    from azure.ai.inference import ChatCompletionsClient
    from azure.ai.inference.aio import ChatCompletionsClient as AsyncClient
    from azure.ai.inference.models import ChatRequestMessage

    AzureMessageParam: TypeAlias = ChatRequestMessage | BaseMessageParam
    """A message to Azure AI, in its own form or the common one."""
    AzureDynamicConfig: TypeAlias = BaseDynamicConfig[
        AzureMessageParam, AzureCallParams, ChatCompletionsClient
    ]
    """The dynamic config of a sync function."""
    AsyncAzureDynamicConfig: TypeAlias = BaseDynamicConfig[
        AzureMessageParam, AzureCallParams, AsyncClient
    ]
    """The dynamic config of an async function."""
else:
    AzureMessageParam = dict | BaseMessageParam
    AzureDynamicConfig = AsyncAzureDynamicConfig = BaseDynamicConfig
