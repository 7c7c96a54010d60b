"""Calls to Azure AI model inference, and to what else speaks its protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, require, rooms

require(__name__, "azure.ai.inference", "azure")

if TYPE_CHECKING:
    from ._call import azure_call as azure_call
    from ._call import call as call
    from .call_params import AzureCallParams as AzureCallParams
    from .call_response import AzureCallResponse as AzureCallResponse
    from .call_response_chunk import AzureCallResponseChunk as AzureCallResponseChunk
    from .dynamic_config import AsyncAzureDynamicConfig as AsyncAzureDynamicConfig
    from .dynamic_config import AzureDynamicConfig as AzureDynamicConfig
    from .dynamic_config import AzureMessageParam as AzureMessageParam
    from .stream import AzureStream as AzureStream
    from .tool import AzureTool as AzureTool
    from .tool import AzureToolConfig as AzureToolConfig

__getattr__, __dir__ = attach(
    __name__, rooms("Azure", "AsyncAzureDynamicConfig", "AzureToolConfig")
)
