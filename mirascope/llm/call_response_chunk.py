"""One chunk of a streamed answer, the same for all providers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from mirascope.core.base._models import set_instance_dict
from mirascope.core.base._response.chunk import BaseCallResponseChunk

from ._neutral import CommonProperties, hand_on


class CallResponseChunk(CommonProperties, BaseCallResponseChunk[Any]):  # pyright: ignore[reportIncompatibleMethodOverride]  narrower lists
    """One chunk of a stream, whichever provider sends it.

    Args:
        response: The provider's chunk.
    """

    def __init__(self, response: BaseCallResponseChunk[Any]) -> None:
        """Wrap a provider's chunk."""
        set_instance_dict(self, {"_response": response})

    _LAZY: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "chunk": lambda self: self._response.chunk,
    }


hand_on(
    *(CallResponseChunk, "content", "model", "id", "thinking"),
    *("input_tokens", "cached_tokens", "output_tokens", "restarted"),
    *("common_finish_reasons", "common_usage"),
)
