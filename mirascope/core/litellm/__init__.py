"""Calls through LiteLLM, to any service that it knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, require, rooms

require(__name__, "litellm", "litellm")

if TYPE_CHECKING:
    from ._call import call as call
    from ._call import litellm_call as litellm_call
    from .call_params import LiteLLMCallParams as LiteLLMCallParams
    from .call_response import LiteLLMCallResponse as LiteLLMCallResponse
    from .call_response_chunk import (
        LiteLLMCallResponseChunk as LiteLLMCallResponseChunk,
    )
    from .dynamic_config import AsyncLiteLLMDynamicConfig as AsyncLiteLLMDynamicConfig
    from .dynamic_config import LiteLLMDynamicConfig as LiteLLMDynamicConfig
    from .dynamic_config import LiteLLMMessageParam as LiteLLMMessageParam
    from .stream import LiteLLMStream as LiteLLMStream
    from .tool import LiteLLMTool as LiteLLMTool

__getattr__, __dir__ = attach(__name__, rooms("LiteLLM", "AsyncLiteLLMDynamicConfig"))
