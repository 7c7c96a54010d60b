"""Calls to Anthropic, directly or through Amazon Bedrock and Google Vertex AI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, require, rooms

require(__name__, "anthropic", "anthropic")

if TYPE_CHECKING:
    from ._call import anthropic_call as anthropic_call
    from ._call import call as call
    from .call_params import AnthropicCallParams as AnthropicCallParams
    from .call_response import AnthropicCallResponse as AnthropicCallResponse
    from .call_response_chunk import (
        AnthropicCallResponseChunk as AnthropicCallResponseChunk,
    )
    from .dynamic_config import AnthropicDynamicConfig as AnthropicDynamicConfig
    from .dynamic_config import AnthropicMessageParam as AnthropicMessageParam
    from .dynamic_config import (
        AsyncAnthropicDynamicConfig as AsyncAnthropicDynamicConfig,
    )
    from .stream import AnthropicStream as AnthropicStream
    from .tool import AnthropicTool as AnthropicTool
    from .tool import AnthropicToolConfig as AnthropicToolConfig

__getattr__, __dir__ = attach(
    __name__, rooms("Anthropic", "AnthropicToolConfig", "AsyncAnthropicDynamicConfig")
)
