"""Calls to Amazon Bedrock's Converse API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, require

# Which of boto3 and aiobotocore is needed depends on the call; both bring this.
require(__name__, "botocore", "bedrock")

if TYPE_CHECKING:
    from ._call import bedrock_call as bedrock_call
    from ._call import call as call
    from .call_params import BedrockCallParams as BedrockCallParams
    from .classes import AssistantMessageTypeDef as AssistantMessageTypeDef
    from .classes import AsyncBedrockDynamicConfig as AsyncBedrockDynamicConfig
    from .classes import BedrockCallResponse as BedrockCallResponse
    from .classes import BedrockCallResponseChunk as BedrockCallResponseChunk
    from .classes import BedrockDynamicConfig as BedrockDynamicConfig
    from .classes import BedrockMessageParam as BedrockMessageParam
    from .classes import BedrockStream as BedrockStream
    from .classes import BedrockTool as BedrockTool
    from .classes import BedrockToolConfig as BedrockToolConfig
    from .classes import UserMessageTypeDef as UserMessageTypeDef

__all__ = [
    "AssistantMessageTypeDef",
    "AsyncBedrockDynamicConfig",
    "BedrockCallParams",
    "BedrockCallResponse",
    "BedrockCallResponseChunk",
    "BedrockDynamicConfig",
    "BedrockMessageParam",
    "BedrockStream",
    "BedrockTool",
    "BedrockToolConfig",
    "UserMessageTypeDef",
    "bedrock_call",
    "call",
]

__getattr__, __dir__ = attach(
    __name__,
    {
        **dict.fromkeys(__all__, ".classes"),
        "BedrockCallParams": ".call_params",
        "bedrock_call": "._call",
        "call": "._call",
    },
)
