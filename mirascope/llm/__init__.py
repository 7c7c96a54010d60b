"""Calls that run on any provider, with the same code and the same results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach

if TYPE_CHECKING:
    from mirascope.core.base.messages.media_loader import MediaLoader as MediaLoader
    from mirascope.core.base.messages.media_loader import (
        set_media_loader as set_media_loader,
    )
    from mirascope.core.base.types import CostMetadata as CostMetadata
    from mirascope.core.base.types import LocalProvider as LocalProvider
    from mirascope.core.base.types import Provider as Provider
    from mirascope.core.costs import calculate_cost as calculate_cost

    from ._call import call as call
    from ._context import context as context
    from ._override import override as override
    from ._registry import providers as providers
    from ._registry import register_provider as register_provider
    from .call_response import CallResponse as CallResponse
    from .call_response_chunk import CallResponseChunk as CallResponseChunk
    from .stream import Stream as Stream
    from .tool import Tool as Tool

__getattr__, __dir__ = attach(
    __name__,
    {
        "._call": "call",
        "._context": "context",
        "._override": "override",
        "._registry": "providers register_provider",
        ".call_response": "CallResponse",
        ".call_response_chunk": "CallResponseChunk",
        ".stream": "Stream",
        ".tool": "Tool",
        "mirascope.core.base.messages.media_loader": "MediaLoader set_media_loader",
        "mirascope.core.base.types": "CostMetadata LocalProvider Provider",
        "mirascope.core.costs": "calculate_cost",
    },
)
