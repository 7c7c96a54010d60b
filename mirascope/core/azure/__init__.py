"""Calls to Azure AI model inference, and to what else speaks its protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, require

require(__name__, "azure.ai.inference", "azure")

if TYPE_CHECKING:
    from ._call import azure_call as azure_call
    from ._call import call as call
    from .call_params import AzureCallParams as AzureCallParams
    from .classes import AsyncAzureDynamicConfig as AsyncAzureDynamicConfig
    from .classes import AzureCallResponse as AzureCallResponse
    from .classes import AzureCallResponseChunk as AzureCallResponseChunk
    from .classes import AzureDynamicConfig as AzureDynamicConfig
    from .classes import AzureMessageParam as AzureMessageParam
    from .classes import AzureStream as AzureStream
    from .classes import AzureTool as AzureTool
    from .classes import AzureToolConfig as AzureToolConfig

__all__ = [
    "AsyncAzureDynamicConfig",
    "AzureCallParams",
    "AzureCallResponse",
    "AzureCallResponseChunk",
    "AzureDynamicConfig",
    "AzureMessageParam",
    "AzureStream",
    "AzureTool",
    "AzureToolConfig",
    "azure_call",
    "call",
]

__getattr__, __dir__ = attach(
    __name__,
    {
        **dict.fromkeys(__all__, ".classes"),
        "AzureCallParams": ".call_params",
        "azure_call": "._call",
        "call": "._call",
    },
)
