"""The drivers of a stream's flow, which yields chunks beside its steps."""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import AsyncGenerator, Callable, Generator, Iterable
from functools import partial
from inspect import isawaitable
from typing import Any

from typing_extensions import override

from mirascope.core.base._flow import (
    NOT_SYNC,
    Cleanup,
    Emit,
    Step,
    StreamFlow,
    begin,
    discard,
)
from mirascope.exceptions import ClientTypeError

_END: Any = object()


class StreamLeft(CancelledError):  # noqa: N818  a signal
    """Whoever reads a stream has left it; raised in its flow at the last `Emit`.

    What the flow yields after that is still performed, so that it can clean up.
    """


class Relay(Generator[Any, Any, Any]):
    """Another flow, of which each step and chunk is looked at: for `yield from`.

    Args:
        flow: The flow from further in.
        look: Called with what it yields; gives what is handed on in its place.
        first: What it has yielded already, if that is to be handed on first.
    """

    __slots__ = ("_first", "_flow", "_look")

    def __init__(
        self,
        flow: Generator[Step | Emit, Any, Any],
        look: Callable[[Any], Any] = lambda item: item,
        first: Step | Emit | None = None,
    ) -> None:
        self._flow = flow
        self._look = look
        self._first = first

    @override
    def __next__(self) -> Any:
        first, self._first = self._first, None
        return self._look(next(self._flow) if first is None else first)

    @override
    def send(self, value: Any, /) -> Any:
        """Go on with the value of a step."""
        return self._look(self._flow.send(value))

    @override
    def throw(self, error: Any, /, *_: Any) -> Any:
        """Go on with the error of a step, or with that nobody reads any more."""
        return self._look(self._flow.throw(error))

    @override
    def close(self) -> None:
        """End the flow."""
        self._flow.close()


def pass_through(flow: StreamFlow, see: Callable[[Any], Any]) -> StreamFlow:
    """Go on with another flow, and see its chunks.

    Args:
        flow: The flow from further in.
        see: Called with each chunk; gives what is handed on in its place.

    Yields:
        The steps of the flow, and its chunks.
    """

    def look(item: Step | Emit) -> Step | Emit:
        return Emit(see(item.chunk)) if isinstance(item, Emit) else item

    yield from Relay(flow, look)


def until_emit(flow: StreamFlow) -> Generator[Step, Any, Emit | None]:
    """Perform the steps of another flow up to its first chunk.

    Args:
        flow: The flow from further in.

    Yields:
        Its steps.

    Returns:
        The chunk, with which `go_on` goes on; `None` where the flow has ended.
    """
    try:
        item = next(flow)
        while not isinstance(item, Emit):
            try:
                value = yield item
            except GeneratorExit:
                flow.close()
                raise
            except BaseException as error:
                item = flow.throw(error)
            else:
                item = flow.send(value)
    except StopIteration:
        return None
    return item


def go_on(flow: StreamFlow, item: Step | Emit) -> StreamFlow:
    """Go on with another flow from something that it yielded.

    Args:
        flow: The flow from further in.
        item: What it yielded last.

    Yields:
        This, and all the rest.
    """
    yield from Relay(flow, first=item)


def source_flow(
    source: Any, begin: Callable[[Any], Iterable[Any]] = lambda _: ()
) -> StreamFlow:
    """Make the flow of a stream.

    Args:
        source: An iterable, sync or async.
        begin: Called with the first chunk; gives what is to come before it.

    Yields:
        A step for each chunk, and the chunk.
    """
    is_async = hasattr(source, "__aiter__")
    items: Any = aiter(source) if is_async else iter(source)
    step: Step = partial(_anext if is_async else _next, items)
    try:
        chunk = yield step
        if chunk is not _END:
            for earlier in begin(chunk):
                yield Emit(earlier)
        while chunk is not _END:
            yield Emit(chunk)
            chunk = yield step
    except GeneratorExit:
        items = None  # nobody performs what is yielded now
        raise
    finally:
        close = getattr(items, "aclose" if is_async else "close", None)
        if close is not None:
            yield Cleanup(close)


def _next(items: Any) -> Any:
    return next(items, _END)


async def _anext(items: Any) -> Any:
    try:
        return await anext(items)
    except StopAsyncIteration:
        return _END


def run_stream(
    flow: StreamFlow, is_stopped: Callable[[], bool] = bool
) -> Generator[Any]:
    """Drive the flow of a stream synchronously.

    Args:
        flow: The flow.
        is_stopped: Tells whether another thread wants no more of it.

    Yields:
        The chunks.

    Raises:
        ClientTypeError: A step gave an awaitable: an async client in a sync call.
    """
    try:
        item = next(flow)
        while True:
            if not isinstance(item, Emit):
                if is_stopped():
                    _leave(flow)
                    return
                item = _perform(flow, item)
                continue
            try:
                yield item.chunk
            except BaseException:
                _leave(flow)
                raise
            item = flow.send(None)
    except StopIteration:
        return


def _perform(flow: StreamFlow, step: Step) -> Step | Emit:
    try:
        value = step()
        if isawaitable(value):
            discard(value)
            raise ClientTypeError(NOT_SYNC)
    except BaseException as error:
        return flow.throw(error)
    return flow.send(value)


def _leave(flow: StreamFlow) -> None:
    """Let a flow clean up."""
    try:
        item = flow.throw(StreamLeft())
        while True:
            if not isinstance(item, Emit):
                item = _perform(flow, item)
            else:  # nobody reads it now
                item = flow.send(None)
    except (StopIteration, StreamLeft):
        return


async def arun_stream(flow: StreamFlow) -> AsyncGenerator[Any]:
    """Drive the flow of a stream inside an event loop.

    Args:
        flow: The flow.

    Yields:
        The chunks.
    """
    try:
        item = next(flow)
        while True:
            if not isinstance(item, Emit):
                item = (await _aperform(flow, item))()
                continue
            try:
                yield item.chunk
            except BaseException:
                await _aleave(flow)
                raise
            item = flow.send(None)
    except StopIteration:
        return


async def _aperform(flow: StreamFlow, step: Step) -> Callable[[], Step | Emit]:
    """Perform a step; what goes on with its value must not end in a coroutine."""
    try:
        value = begin(step)
        if isawaitable(value):
            value = await value
    except BaseException as error:
        return partial(flow.throw, error)
    return partial(flow.send, value)


async def _aleave(flow: StreamFlow) -> None:
    """Let a flow clean up."""
    try:
        item = flow.throw(StreamLeft())
        while True:
            if isinstance(item, Emit):
                item = flow.send(None)
            else:
                item = (await _aperform(flow, item))()
    except (StopIteration, StreamLeft):
        return
