"""One chunk of a streamed answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    SerializerFunctionWrapHandler,
    model_serializer,
)
from typing_extensions import override

from mirascope.core.base._codec.codec import Translated
from mirascope.core.base._codec.no_answer import read_tokens
from mirascope.core.base._codec.vocabulary import Delta, Tokens
from mirascope.core.base._models import (
    NativeT,
    UsageT_co,
    build_models,
    set_instance_dict,
)
from mirascope.core.base._sdk.lazy_native import native_of
from mirascope.core.base.types import CostMetadata, FinishReason, Usage

from .lazy import LazyModel

_EMPTY = Delta()


class BaseCallResponseChunk(Translated, LazyModel[NativeT, object, object, UsageT_co]):
    """A chunk of a stream, with the provider's own object at `chunk`.

    Args:
        chunk: The provider's chunk.
    """

    model_config = ConfigDict(
        extra="allow", arbitrary_types_allowed=True, defer_build=True
    )

    chunk: NativeT
    """The provider's own chunk."""

    def __init__(self, chunk: NativeT, **extra: object) -> None:
        """Wrap a provider's chunk; nothing is validated."""
        set_instance_dict(self, {"chunk": chunk, **extra})

    @classmethod
    def _from_delta(cls, delta: Delta, native: object) -> Self:
        """Wrap a chunk that was read: the SDK's object, or a `LazyNative`."""
        return cls._holding({"_delta": delta, "_native": native})

    def _without_delta(self) -> Self:
        """Make a chunk of the same event that says nothing: it only carries a tool."""
        return self._holding({**vars(self), "_delta": _EMPTY, "_silent": True})

    def _as_restart(self) -> BaseCallResponseChunk[Any]:
        """Make a chunk that says nothing but that the stream begins anew with this."""
        kind = BaseCallResponseChunk[Any] if self._codec is None else type(self)
        made = {**vars(self), "_delta": _EMPTY, "_silent": True, "_restarted": True}
        return kind._holding(made)

    def _read_delta(self) -> Delta:
        if self._codec is None or "_silent" in vars(self):
            return _EMPTY
        return self._codec.delta(self.chunk)

    def _make_chunk(self) -> Any:
        if "_native" not in vars(self):
            raise AttributeError(f"{type(self).__name__!r} object has no 'chunk'")
        return native_of(vars(self).pop("_native"))

    _LAZY: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "chunk": _make_chunk,
        "_delta": _read_delta,
    }

    if TYPE_CHECKING:

        @property
        def _delta(self) -> Delta: ...

    @property
    def restarted(self) -> bool:
        """Whether a stream begins anew here, so that what came before is void.

        Only streams of `mirascope.retries.fallback` do so, if they are told to.
        """
        return "_restarted" in vars(self)

    @property
    def content(self) -> str:
        """The text of this chunk; empty if it has none."""
        return self._delta.text

    @property
    def finish_reasons(self) -> list[str] | None:
        """The provider's finish reasons, on the chunk that ends the answer."""
        reason = self._delta.finish
        return None if reason is None else [reason]

    @property
    def model(self) -> str | None:
        """The model, as the service names it."""
        return self._delta.model

    @property
    def id(self) -> str | None:
        """The id of the answer."""
        return self._delta.id

    @property
    def thinking(self) -> str:
        """The reasoning text of this chunk; empty if it has none."""
        return self._delta.thinking

    @property
    def usage(self) -> UsageT_co | None:
        """The provider's own usage object, on the chunk that carries it."""
        return None if self._codec is None else self._codec.usage(self.chunk)

    @property
    def _tokens(self) -> Tokens:
        return read_tokens(lambda delta: delta.usage, self._delta)

    @property
    def input_tokens(self) -> int | float | None:
        """Tokens of the prompt so far."""
        return self._tokens.input

    @property
    def cached_tokens(self) -> int | float | None:
        """Tokens of the prompt that came from the provider's cache."""
        return self._tokens.cached

    @property
    def output_tokens(self) -> int | float | None:
        """Tokens generated so far."""
        return self._tokens.output

    @property
    def cost_metadata(self) -> CostMetadata:
        """What the price of this chunk depends on."""
        return CostMetadata(
            input_tokens=self.input_tokens,
            output_tokens=self.output_tokens,
            cached_tokens=self.cached_tokens,
            cache_write_tokens=self._tokens.written,
        )

    @property
    def common_finish_reasons(self) -> list[FinishReason] | None:
        """The finish reasons, as all providers share them."""
        if self._codec is None:
            return None
        return self._codec.common_finish(self.finish_reasons, False)

    @property
    def common_usage(self) -> Usage | None:
        """The token counts, as all providers share them."""
        return common_usage(self.input_tokens, self.cached_tokens, self.output_tokens)

    @override
    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        self._complete()
        return super().__deepcopy__(memo)

    @override
    def __getstate__(self) -> dict[Any, Any]:
        self._complete()
        state = super().__getstate__()
        made: dict[str, Any] = state["__dict__"]
        state["__dict__"] = {n: made[n] for n in made if n != "_delta"}
        return state

    @model_serializer(mode="wrap")
    def _dump(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        self._complete()
        build_models(type(self.chunk))
        return handler(self)

    @override
    def __str__(self) -> str:
        return self.content

    @override
    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other) or not isinstance(other, type(self)):
            return False
        return self.chunk == other.chunk

    @override
    def __repr_args__(self) -> list[tuple[str | None, Any]]:
        return [("chunk", self.chunk)]

    __hash__ = BaseModel.__hash__


def common_usage(
    input_tokens: int | float | None,
    cached_tokens: int | float | None,
    output_tokens: int | float | None,
) -> Usage | None:
    """Put token counts into one object.

    Args:
        input_tokens: Tokens of the prompt.
        cached_tokens: Those that came from the provider's cache.
        output_tokens: Tokens generated.

    Returns:
        The usage, in which unknown counts are 0, or `None` when all are unknown.
    """
    if input_tokens is None and cached_tokens is None and output_tokens is None:
        return None
    given, made = int(input_tokens or 0), int(output_tokens or 0)
    return Usage(
        input_tokens=given,
        cached_tokens=int(cached_tokens or 0),
        output_tokens=made,
        total_tokens=given + made,
    )
