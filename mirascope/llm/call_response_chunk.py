"""One chunk of a streamed answer, in the words shared by all providers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from mirascope.core.base._response.chunk import BaseCallResponseChunk
from mirascope.core.base.types import FinishReason, Usage

from ._hand_on import hand_on

_set: Callable[[object, str, object], None] = object.__setattr__


class CallResponseChunk(BaseCallResponseChunk[Any]):
    """One chunk of a stream, whichever provider sends it.

    Args:
        response: The chunk in the provider's words.
    """

    _response: BaseCallResponseChunk[Any]

    def __init__(self, response: BaseCallResponseChunk[Any]) -> None:
        """Wrap a provider's chunk."""
        _set(self, "__dict__", {"_response": response})
        _set(self, "__pydantic_fields_set__", response.model_fields_set)
        _set(self, "__pydantic_extra__", None)
        _set(self, "__pydantic_private__", None)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            core = self.__dict__.get("_response")
            if core is None or name[:2] == "__":
                raise AttributeError(name)
            return getattr(core, name)

    @override
    def _complete(self) -> None:
        vars(self)["chunk"] = self._response.chunk

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
