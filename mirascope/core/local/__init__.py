"""Calls to a model that runs inside the process, through llama.cpp."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach, require, rooms

require(__name__, "xllamacpp", "local")

if TYPE_CHECKING:
    from ._call import call as call
    from ._call import local_call as local_call
    from ._engine import AsyncLocalClient as AsyncLocalClient
    from ._engine import LocalClient as LocalClient
    from ._models import LocalEngineError as LocalEngineError
    from .call_params import LocalCallParams as LocalCallParams
    from .call_response import LocalCallResponse as LocalCallResponse
    from .call_response_chunk import LocalCallResponseChunk as LocalCallResponseChunk
    from .dynamic_config import AsyncLocalDynamicConfig as AsyncLocalDynamicConfig
    from .dynamic_config import LocalDynamicConfig as LocalDynamicConfig
    from .dynamic_config import LocalMessageParam as LocalMessageParam
    from .stream import LocalStream as LocalStream
    from .tool import LocalTool as LocalTool

__getattr__, __dir__ = attach(
    __name__,
    {
        "._engine": "AsyncLocalClient LocalClient",
        "._models": "LocalEngineError",
        **rooms("Local", "AsyncLocalDynamicConfig"),
    },
)
