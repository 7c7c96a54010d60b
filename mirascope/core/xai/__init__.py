"""Calls to xAI, through the OpenAI SDK."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, require, rooms

require(__name__, "openai", "xai")

if TYPE_CHECKING:
    from ._call import call as call
    from ._call import xai_call as xai_call
    from .call_params import XAICallParams as XAICallParams
    from .call_response import XAICallResponse as XAICallResponse
    from .call_response_chunk import XAICallResponseChunk as XAICallResponseChunk
    from .dynamic_config import AsyncXAIDynamicConfig as AsyncXAIDynamicConfig
    from .dynamic_config import XAIDynamicConfig as XAIDynamicConfig
    from .dynamic_config import XAIMessageParam as XAIMessageParam
    from .stream import XAIStream as XAIStream
    from .tool import XAITool as XAITool

__getattr__, __dir__ = attach(__name__, rooms("XAI", "AsyncXAIDynamicConfig"))
