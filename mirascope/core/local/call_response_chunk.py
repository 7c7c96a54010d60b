"""The local engine's chunks."""

from __future__ import annotations

from typing import Any, ClassVar

from mirascope.core.base._codec.codec import Codec
from mirascope.core.base._response.chunk import BaseCallResponseChunk

from ._codec import CODEC


class LocalCallResponseChunk(BaseCallResponseChunk[dict[str, Any]]):
    """One chunk of a stream; what the engine gave is at `chunk`."""

    _provider: ClassVar[str] = "local"
    _codec: ClassVar[Codec | None] = CODEC
