"""Calls to Cohere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, require, rooms

require(__name__, "cohere", "cohere")

if TYPE_CHECKING:
    from ._call import call as call
    from ._call import cohere_call as cohere_call
    from .call_params import CohereCallParams as CohereCallParams
    from .call_response import CohereCallResponse as CohereCallResponse
    from .call_response_chunk import CohereCallResponseChunk as CohereCallResponseChunk
    from .dynamic_config import AsyncCohereDynamicConfig as AsyncCohereDynamicConfig
    from .dynamic_config import CohereDynamicConfig as CohereDynamicConfig
    from .dynamic_config import CohereMessageParam as CohereMessageParam
    from .stream import CohereStream as CohereStream
    from .tool import CohereTool as CohereTool

__getattr__, __dir__ = attach(__name__, rooms("Cohere", "AsyncCohereDynamicConfig"))
