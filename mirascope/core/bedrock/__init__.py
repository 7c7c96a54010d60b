"""Calls to Amazon Bedrock's Converse API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, require, rooms

# Which of boto3 and aiobotocore is needed depends on the call; both bring this.
require(__name__, "botocore", "bedrock")

if TYPE_CHECKING:
    from ._call import bedrock_call as bedrock_call
    from ._call import call as call
    from ._types import AssistantMessageTypeDef as AssistantMessageTypeDef
    from ._types import UserMessageTypeDef as UserMessageTypeDef
    from .call_params import BedrockCallParams as BedrockCallParams
    from .call_response import BedrockCallResponse as BedrockCallResponse
    from .call_response_chunk import (
        BedrockCallResponseChunk as BedrockCallResponseChunk,
    )
    from .dynamic_config import AsyncBedrockDynamicConfig as AsyncBedrockDynamicConfig
    from .dynamic_config import BedrockDynamicConfig as BedrockDynamicConfig
    from .dynamic_config import BedrockMessageParam as BedrockMessageParam
    from .stream import BedrockStream as BedrockStream
    from .tool import BedrockTool as BedrockTool
    from .tool import BedrockToolConfig as BedrockToolConfig

__getattr__, __dir__ = attach(
    __name__,
    {
        "._types": "AssistantMessageTypeDef UserMessageTypeDef",
        **rooms("Bedrock", "AsyncBedrockDynamicConfig", "BedrockToolConfig"),
    },
)
