"""A streamed response model: partial instances while it arrives, the whole one last."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Any, Generic, cast

from typing_extensions import TypeVar

from mirascope.exceptions import carry_response

from ._partial_model import NOTHING, PartialStream
from ._response_model import ResponseFormat, attach_response

if TYPE_CHECKING:
    from .stream import BaseStream

ModelT = TypeVar("ModelT")


class BaseStructuredStream(Generic[ModelT]):
    """An iterable of ever more complete values, of which the last is validated.

    Partial values are of a class in which every field may be `None`. Iterating again
    gives the same values without another request.

    Args:
        stream: The provider's stream.
        response_model: What the user asked for.
        fields_from_call_args: The values of fields marked with `FromCallArgs`.
        piece: Finds the piece of JSON in a chunk of `source`.
        source: The stream to read, where `stream` is the form of it that users see.
    """

    constructed_response_model: ModelT
    """The final value, once the stream is exhausted."""

    def __init__(
        self,
        *,
        stream: BaseStream[Any, Any, Any],
        response_model: type[ModelT],
        fields_from_call_args: dict[str, Any] | None = None,
        piece: Callable[[Any], str],
        source: BaseStream[Any, Any, Any] | None = None,
    ) -> None:
        self.stream = stream
        self._source = stream if source is None else source
        self.response_model = response_model
        self.fields_from_call_args = fields_from_call_args or {}
        self._piece = piece
        self._partial = PartialStream(
            ResponseFormat.of(response_model), self.fields_from_call_args
        )
        self._begun = False

    def __iter__(self) -> Iterator[ModelT]:
        if self._begun:
            yield from self._replay()
            return
        self._begun = True
        try:
            for chunk, _ in self._source:
                item = self._feed(chunk)
                if item is not NOTHING:
                    yield cast(ModelT, item)
            yield self._final()
        finally:
            self._source.close()

    async def __aiter__(self) -> AsyncIterator[ModelT]:
        if self._begun:
            for item in self._replay():
                yield item
            return
        self._begun = True
        try:
            async for chunk, _ in self._source:
                item = self._feed(chunk)
                if item is not NOTHING:
                    yield cast(ModelT, item)
            yield self._final()
        finally:
            await self._source.aclose()

    def _feed(self, chunk: Any) -> object:
        piece = self._piece(chunk)
        if not piece:
            return NOTHING
        return self._partial.feed(piece)

    def _replay(self) -> Iterator[ModelT]:
        yield from self._partial.replay()
        if hasattr(self, "constructed_response_model"):
            yield self.constructed_response_model

    def _final(self) -> ModelT:
        response = self.stream.construct_call_response()
        try:
            value = self._partial.final(self.fields_from_call_args)
        except Exception as error:
            carry_response(error, response)
            raise
        attach_response(value, response)
        self.constructed_response_model = cast(ModelT, value)
        return cast(ModelT, value)
