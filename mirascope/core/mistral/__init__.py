"""Calls to Mistral."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, require, rooms

require(__name__, "mistralai", "mistral")

if TYPE_CHECKING:
    from ._call import call as call
    from ._call import mistral_call as mistral_call
    from .call_params import MistralCallParams as MistralCallParams
    from .call_response import MistralCallResponse as MistralCallResponse
    from .call_response_chunk import (
        MistralCallResponseChunk as MistralCallResponseChunk,
    )
    from .dynamic_config import MistralDynamicConfig as MistralDynamicConfig
    from .dynamic_config import MistralMessageParam as MistralMessageParam
    from .stream import MistralStream as MistralStream
    from .tool import MistralTool as MistralTool

__getattr__, __dir__ = attach(__name__, rooms("Mistral"))
