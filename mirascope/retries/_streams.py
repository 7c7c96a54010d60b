"""Streams that another provider's takes the place of, where they fail."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from copy import deepcopy
from functools import partial
from typing import Any, Self

from typing_extensions import override

from mirascope.core.base._chain.streams import arun_stream, run_stream, source_flow
from mirascope.core.base._flow import Either, StreamFlow
from mirascope.core.base._response.reading import shallow_copy
from mirascope.core.base._response.structured_stream import BaseStructuredStream
from mirascope.exceptions import WrongIterationError
from mirascope.llm.call_response_chunk import CallResponseChunk
from mirascope.llm.stream import Stream

from ._attempts import Attempts
from ._caught import CaughtErrors


class Guarded:
    """A stream of which all but its chunks is that of the provider in force.

    Args:
        stream: The stream.
        attempts: What was tried, and what is left to try.
        restarts: Whether another stream also follows where something was read.
    """

    _caught: CaughtErrors

    def __init__(self, stream: Any, attempts: Attempts, restarts: bool) -> None:
        self._streams = [stream]
        """Those of which something was read, and the one to read now."""
        self._read = 0
        """Of how many something was read."""
        self._attempts = attempts
        self._restarts = restarts
        self._closed = False
        self._note_caught()

    @property
    def _current(self) -> Any:
        return self._streams[-1]

    @property
    def restarted(self) -> bool:
        """Whether this is another provider's, after one that broke off."""
        return len(self._streams) > 1

    def __iter__(self) -> Iterator[Any]:
        return run_stream(self._items(iter))

    def __aiter__(self) -> AsyncIterator[Any]:
        return arun_stream(self._items(aiter))

    def _items(self, read: Callable[[Any], Any]) -> StreamFlow:
        """Give what is read; where that fails, what is read of the next stream."""
        at = 0
        while True:
            stream = self._streams[at]
            try:
                yield from source_flow(read(stream), partial(self._note_read, at))
                return
            except Exception as error:
                # What broke off earlier does so again where it is read again.
                if stream is self._current and not self._leaves(error):
                    raise
                failed = error
            if stream is self._current:
                yield from self._switch(failed)
            at += stream in self._streams

    def _note_read(self, at: int, item: Any) -> Iterable[Any]:
        """Take note that a stream is read; gives what comes before its first item."""
        self._read = max(self._read, at + 1)
        return self._marks(item) if at else ()

    def _marks(self, item: Any) -> Iterable[Any]:
        """Give what tells the reader that a stream begins anew."""
        return ()

    def _leaves(self, error: Exception) -> bool:
        return (
            isinstance(error, self._attempts.catch)
            and (self._restarts or not self._read)
            and not isinstance(error, WrongIterationError)
        )

    def _switch(self, error: Exception) -> StreamFlow:
        """Put the next stream in the place of one of which nothing was read."""
        stream = yield from self._attempts.go_on(error)
        self._streams[self._read :] = [stream]
        self._note_caught()
        if self._closed:
            yield Either(stream.close, stream.aclose)

    def _note_caught(self) -> None:
        if self._attempts.errors:
            self._caught = self._attempts.errors

    def close(self) -> None:
        """Stop the answer; what has arrived stays."""
        self._closed = True
        self._current.close()

    async def aclose(self) -> None:
        """Stop the answer; what has arrived stays."""
        self._closed = True
        await self._current.aclose()

    def __copy__(self) -> Self:
        return shallow_copy(self)

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Any:
        return deepcopy(self._current, memo)

    @override
    def __reduce_ex__(self, protocol: Any, /) -> Any:
        return _answer, (self._current,)


def _answer(stream: Any) -> Any:
    """Unpickle what is pickled in the place of a guarded stream."""
    return stream


class GuardedStream(Guarded, Stream):
    """A stream with fallbacks."""

    @property
    @override
    def _response(self) -> Any:
        return self._current._response

    @override
    def _marks(self, item: Any) -> Iterable[Any]:
        chunk, _ = item
        return ((CallResponseChunk(chunk._response._as_restart()), None),)


class GuardedStructuredStream(Guarded, BaseStructuredStream[Any]):
    """A streamed response model with fallbacks."""

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__" or not vars(self):
            raise AttributeError(name)
        return getattr(self._current, name)


_GUARDS: dict[type, Any] = {
    Stream: GuardedStream,
    BaseStructuredStream: GuardedStructuredStream,
}


def guarded(result: Any, attempts: Attempts, restarts: bool) -> Any:
    """Guard a stream of `llm`; other results stay as they are."""
    for kind, guard in _GUARDS.items():
        if isinstance(result, kind):
            return guard(result, attempts, restarts)
    return result
