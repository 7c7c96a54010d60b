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

__all__ = [
    "CallResponse",
    "CallResponseChunk",
    "CostMetadata",
    "LocalProvider",
    "MediaLoader",
    "Provider",
    "Stream",
    "Tool",
    "calculate_cost",
    "call",
    "context",
    "override",
    "providers",
    "register_provider",
    "set_media_loader",
]

__getattr__, __dir__ = attach(
    __name__,
    {
        "CallResponse": ".call_response",
        "CallResponseChunk": ".call_response_chunk",
        "CostMetadata": "mirascope.core.base.types",
        "LocalProvider": "mirascope.core.base.types",
        "MediaLoader": "mirascope.core.base.messages.media_loader",
        "Provider": "mirascope.core.base.types",
        "Stream": ".stream",
        "Tool": ".tool",
        "calculate_cost": "mirascope.core.costs",
        "call": "._call",
        "context": "._context",
        "override": "._override",
        "providers": "._registry",
        "register_provider": "._registry",
        "set_media_loader": "mirascope.core.base.messages.media_loader",
    },
)
