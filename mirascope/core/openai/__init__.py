"""Calls to OpenAI, Azure OpenAI and whatever an OpenAI client is pointed at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, require, rooms

require(__name__, "openai", "openai")

if TYPE_CHECKING:
    from ._call import call as call
    from ._call import openai_call as openai_call
    from .call_params import OpenAICallParams as OpenAICallParams
    from .call_response import OpenAICallResponse as OpenAICallResponse
    from .call_response_chunk import OpenAICallResponseChunk as OpenAICallResponseChunk
    from .dynamic_config import AsyncOpenAIDynamicConfig as AsyncOpenAIDynamicConfig
    from .dynamic_config import OpenAIDynamicConfig as OpenAIDynamicConfig
    from .dynamic_config import OpenAIMessageParam as OpenAIMessageParam
    from .stream import OpenAIStream as OpenAIStream
    from .tool import OpenAITool as OpenAITool
    from .tool import OpenAIToolConfig as OpenAIToolConfig

__getattr__, __dir__ = attach(
    __name__, rooms("OpenAI", "AsyncOpenAIDynamicConfig", "OpenAIToolConfig")
)
