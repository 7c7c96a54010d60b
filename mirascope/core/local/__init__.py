"""Calls to a model that runs inside the process, through llama.cpp."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, require

require(__name__, "xllamacpp", "local")

if TYPE_CHECKING:
    from ._call import call as call
    from ._call import local_call as local_call
    from ._engine import AsyncLocalClient as AsyncLocalClient
    from ._engine import LocalClient as LocalClient
    from ._models import LocalEngineError as LocalEngineError
    from .classes import AsyncLocalDynamicConfig as AsyncLocalDynamicConfig
    from .classes import LocalCallParams as LocalCallParams
    from .classes import LocalCallResponse as LocalCallResponse
    from .classes import LocalCallResponseChunk as LocalCallResponseChunk
    from .classes import LocalDynamicConfig as LocalDynamicConfig
    from .classes import LocalMessageParam as LocalMessageParam
    from .classes import LocalStream as LocalStream
    from .classes import LocalTool as LocalTool

__all__ = [
    "AsyncLocalClient",
    "AsyncLocalDynamicConfig",
    "LocalCallParams",
    "LocalCallResponse",
    "LocalCallResponseChunk",
    "LocalClient",
    "LocalDynamicConfig",
    "LocalEngineError",
    "LocalMessageParam",
    "LocalStream",
    "LocalTool",
    "call",
    "local_call",
]

__getattr__, __dir__ = attach(
    __name__,
    {
        **dict.fromkeys(__all__, ".classes"),
        "AsyncLocalClient": "._engine",
        "LocalClient": "._engine",
        "LocalEngineError": "._models",
        "call": "._call",
        "local_call": "._call",
    },
)
