"""One chunk of a streamed answer, in the words shared by all providers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from mirascope.core.base._erased import set_fields
from mirascope.core.base._response.chunk import BaseCallResponseChunk
from mirascope.core.base.types import FinishReason, Usage

from ._hand_on import hand_on


class CallResponseChunk(BaseCallResponseChunk[Any]):
    """One chunk of a stream, whichever provider sends it.

    Args:
        response: The chunk in the provider's words.
    """

    _response: BaseCallResponseChunk[Any]

    def __init__(self, response: BaseCallResponseChunk[Any]) -> None:
        """Wrap a provider's chunk."""
        set_fields(self, {"_response": response})

    _LATE: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "chunk": lambda self: self._response.chunk,
    }

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if name in self._LATE or name[:2] == "__" or name == "_response":
                return super().__getattr__(name)
            return getattr(self._response, name)

    @property
    @override
    def finish_reasons(self) -> list[FinishReason] | None:  # pyright: ignore[reportIncompatibleMethodOverride]  a narrower list
        """Why the answer ended, on the chunk that ends it."""
        return self._response.common_finish_reasons

    @property
    @override
    def usage(self) -> Usage | None:
        """The token counts, on the chunk that carries them."""
        return self._response.common_usage

    @property
    @override
    def common_finish_reasons(self) -> list[FinishReason] | None:
        """The same as `finish_reasons`."""
        return self.finish_reasons

    @property
    @override
    def common_usage(self) -> Usage | None:
        """The same as `usage`."""
        return self.usage


hand_on(
    *(CallResponseChunk, "_response", "content", "model", "id", "thinking"),
    *("input_tokens", "cached_tokens", "output_tokens"),
)
