"""Calls to Groq."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, require, rooms

require(__name__, "groq", "groq")

if TYPE_CHECKING:
    from ._call import call as call
    from ._call import groq_call as groq_call
    from .call_params import GroqCallParams as GroqCallParams
    from .call_response import GroqCallResponse as GroqCallResponse
    from .call_response_chunk import GroqCallResponseChunk as GroqCallResponseChunk
    from .dynamic_config import AsyncGroqDynamicConfig as AsyncGroqDynamicConfig
    from .dynamic_config import GroqDynamicConfig as GroqDynamicConfig
    from .dynamic_config import GroqMessageParam as GroqMessageParam
    from .stream import GroqStream as GroqStream
    from .tool import GroqTool as GroqTool

__getattr__, __dir__ = attach(__name__, rooms("Groq", "AsyncGroqDynamicConfig"))
