"""The local engine's chunks."""

from __future__ import annotations

from typing import Any

from mirascope.core.base._response.chunk import BaseCallResponseChunk

from ._codec import CODEC


class LocalCallResponseChunk(BaseCallResponseChunk[dict[str, Any]], codec=CODEC):
    """One chunk of a stream; what the engine gave is at `chunk`."""
