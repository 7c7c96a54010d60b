"""How a stream is read: sending its request, reading its chunks, and closing it.

It is left early by whoever reads it, or stopped by another task or thread.
"""

from __future__ import annotations

from asyncio import Future, Task, current_task, ensure_future, sleep, wait
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Callable,
    Generator,
    Iterator,
    Sequence,
)
from contextlib import suppress
from inspect import isawaitable
from socket import SHUT_RDWR
from threading import Event
from typing import TYPE_CHECKING, Any, Self, cast

from mirascope.core.base._sdk.server_sent_events import RawStream
from mirascope.exceptions import MirascopeError, ResponseError

if TYPE_CHECKING:
    from mirascope.core.base._codec.assembler import Assembler


class StreamRequest:
    """A streamed request: each iteration sends it and gives the SDK's chunks.

    Args:
        send: Sends it.
        max_buffered: The most chunks to pass over in leaving an async one.
        on_error: Called with an error that comes of it; may raise another.
    """

    def __init__(
        self,
        send: Callable[[], Any],
        max_buffered: int = 1,
        on_error: Callable[[Exception], None] = lambda _: None,
    ) -> None:
        self._send = send
        self._max_buffered = max_buffered
        self._on_error = on_error
        self._chunks: Any = None
        """What the SDK gave, while it is read."""
        self._pause: Event | None = None
        self.stopped = False
        """Whether the rest is no longer wanted."""

    def stop(self) -> None:
        """Read nothing more."""
        self.stopped = True
        if self._pause is not None:
            self._pause.set()
        if isinstance(self._chunks, RawStream):
            self._chunks.stopped = True

    def pause(self, seconds: float) -> None:
        """Wait for so long, or until another thread stops it."""
        self._pause = Event()
        if not self.stopped:
            self._pause.wait(seconds)

    def wake(self) -> None:
        """End the read that another thread waits in, where the SDK lets us.

        What it has to hand out is the HTTP response, whose socket nobody else reads.
        Elsewhere the read ends with what comes next, or at its time limit.
        """
        response = getattr(self._chunks, "response", None)
        extensions: dict[str, Any] = getattr(response, "extensions", None) or {}
        network = extensions.get("network_stream")
        if network is None or extensions.get("http_version") != b"HTTP/1.1":
            return  # the requests of HTTP/2 share a socket
        socket = network.get_extra_info("socket")
        if socket is not None and not getattr(response, "is_closed", True):
            with suppress(OSError):  # it has ended meanwhile
                socket.shutdown(SHUT_RDWR)


class SyncStreamRequest(StreamRequest):
    """A streamed request of a sync call."""

    def __iter__(self) -> Iterator[Any]:
        try:
            chunks = self._chunks = self._send()
            try:
                if not self.stopped:
                    yield from chunks
            finally:
                self._chunks = None
                if (close := getattr(chunks, "close", None)) is not None:
                    close()
                elif (leave := getattr(chunks, "__exit__", None)) is not None:
                    leave(None, None, None)
        except Exception as error:
            self._on_error(error)
            raise


class AsyncStreamRequest(StreamRequest):
    """A streamed request of an async call."""

    async def __aiter__(self) -> AsyncIterator[Any]:
        try:
            chunks: Any = self._send()
            if isawaitable(chunks):
                chunks = await chunks
            ended = False
            try:
                async for chunk in chunks:
                    yield chunk
                ended = True
            finally:
                await self._leave(chunks, ended)
        except Exception as error:
            self._on_error(error)
            raise

    async def _leave(self, chunks: Any, ended: bool) -> None:
        """Close what the SDK gave, which was read to its end or not."""
        try:
            if not ended and isinstance(chunks, AsyncGenerator):
                # Of what it yields, nothing is known.
                await _unwind(
                    cast("AsyncGenerator[Any, Any]", chunks), self._max_buffered
                )
        finally:
            # It runs on where the unwinding was cancelled. Any class may be here.
            if not getattr(cast("object", chunks), "ag_running", False):
                await _close(chunks)


def stream_request(
    send: Callable[[], Any],
    is_async: bool,
    max_buffered: int,
    on_error: Callable[[Exception], None] = lambda _: None,
) -> Any:
    """Make what the chunks of a stream come from.

    Args:
        send: Sends the request.
        is_async: Whether the call is async.
        max_buffered: The most chunks to pass over in leaving an async one.
        on_error: Called with an error that comes of it; may raise another.

    Returns:
        An iterable; iterating it again sends the request again.
    """
    kind = AsyncStreamRequest if is_async else SyncStreamRequest
    return kind(send, max_buffered, on_error)


async def _close(chunks: Any) -> None:
    close = getattr(chunks, "aclose", None) or getattr(chunks, "close", None)
    if close is not None:
        if isawaitable(closing := close()):
            await closing
    elif (leave := getattr(chunks, "__aexit__", None)) is not None:
        await leave(None, None, None)


async def _unwind(chunks: AsyncGenerator[Any, Any], max_buffered: int) -> None:
    """Leave a generator that reads from others, which closing it would leave open.

    What unwinds all of them is a read that is cancelled while it waits; one that need
    not wait brings an item instead, and is repeated only so often.
    """
    for _ in range(max_buffered):
        try:
            current_task()
        except RuntimeError:
            return  # the event loop is not asyncio's
        reading: Future[Any] = ensure_future(anext(chunks))
        reading.add_done_callback(_retrieve_exception)
        try:
            await sleep(0)  # so that it begins
        finally:
            reading.cancel()
            await wait([reading])  # which a cancellation of this task ends
        if reading.cancelled() or reading.exception():
            return


def _retrieve_exception(reading: Future[Any]) -> None:
    """Retrieve the exception of a read, or asyncio logs that nobody did."""
    if not reading.cancelled():
        reading.exception()


class ChunkPairs:
    """An iterable, sync or async like its source, of `(chunk, tool)`.

    Args:
        source: What the pairs are made of.
        assembler: Keeps what has arrived.
    """

    def __init__(self, source: Any, assembler: Assembler) -> None:
        self.assembler = assembler
        self.source = source
        self.stopped = False
        """Whether the rest is no longer wanted."""
        self.failed = False
        """Whether an error has ended it."""

    @property
    def can_restart(self) -> bool:
        """Whether nothing has arrived, and iterating sends the request again."""
        return isinstance(self.source, StreamRequest) and not self.assembler.has_begun

    def stop(self) -> None:
        """Read nothing more."""
        self.stopped = True
        if isinstance(self.source, StreamRequest):
            self.source.stop()

    def wake(self) -> None:
        """End the read that another thread waits in, where that can be done."""
        if isinstance(self.source, StreamRequest):
            self.source.wake()

    def __iter__(self) -> Generator[Any]:
        if self.stopped:
            return
        items = iter(self.source)
        try:
            for item in items:
                if self.stopped:
                    return
                yield from self._pairs(item)
            if not self.stopped:
                yield from self._rest()
        except Exception as error:
            self.failed = True
            self._note(error)
            raise
        finally:
            if (close := getattr(items, "close", None)) is not None:
                close()

    async def __aiter__(self) -> AsyncGenerator[Any]:
        if self.stopped:
            return
        items = aiter(self.source)
        try:
            async for item in items:
                if self.stopped:
                    return
                for pair in self._pairs(item):
                    yield pair
            if not self.stopped:
                for pair in self._rest():
                    yield pair
        except Exception as error:
            self.failed = True
            self._note(error)
            raise
        finally:
            if (aclose := getattr(items, "aclose", None)) is not None:
                await aclose()

    def _note(self, error: Exception) -> None:
        """Note on an error of the SDK what to do about it."""

    def replay(self) -> Iterator[Any]:
        """Give again what was yielded so far.

        Yields:
            The pairs.
        """
        raise NotImplementedError

    def _pairs(self, item: Any) -> Sequence[Any]:
        """Process the next item."""
        raise NotImplementedError

    def _rest(self) -> Iterator[Any]:
        """Note the end of the stream, and yield what only the end completes."""
        raise NotImplementedError


class Closable:
    """A stream of any kind, which leaving a `with` block closes."""

    @property
    def restarted(self) -> bool:
        """Whether this is another provider's, after one that broke off.

        Only streams of `mirascope.retries.fallback` are, if they are told to.
        """
        return False

    def close(self) -> None:
        """Stop the answer, from any thread; what has arrived stays."""
        raise NotImplementedError

    async def aclose(self) -> None:
        """Stop the answer, from any task; what has arrived stays."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


class ReadingTask:
    """The task that waits for the next chunk of an async stream.

    It is woken as `asyncio.timeout` does it: by a cancellation that is taken back.
    """

    __slots__ = ("_before", "_woken", "task")

    def __init__(self) -> None:
        self.task: Task[Any] | None = None
        """The task; `None` while nothing is read."""
        self._woken: Task[Any] | None = None
        self._before = 0
        """How many cancellations the task had before it was woken."""

    def begin(self) -> Callable[[], Task[Any] | None]:
        """Take note of the task, before the first read.

        Returns:
            What tells the task of each later read, which may be another one.
        """
        try:
            self.task = current_task()
        except RuntimeError:
            return _no_task  # the event loop is not asyncio's
        return current_task

    def end(self) -> None:
        """Take note that nothing more is read."""
        self.task = None
        self.was_woken()  # if what was read had its own way with it

    def wake(self, source: Any) -> None:
        """End the read that the task waits in, if it does, from any thread.

        Args:
            source: The generator that it reads.
        """
        task = self.task
        if task is not None:
            with suppress(RuntimeError):  # the event loop is closed
                task.get_loop().call_soon_threadsafe(self._wake, task, source)

    def _wake(self, task: Task[Any], source: Any) -> None:
        if task is self.task and source.ag_running and self._woken is None:
            self._woken = task
            self._before = task.cancelling()
            task.cancel()

    def was_woken(self) -> bool:
        """Take the cancellation back.

        Returns:
            Whether the task was woken, and nobody else cancels it.
        """
        task, self._woken = self._woken, None
        return task is not None and task.uncancel() <= self._before


def _no_task() -> None:
    """Tell that there is no task of asyncio."""


def shallow_copy(stream: Any) -> Any:
    """Copy a stream of any kind; what it holds is shared."""
    clone: Any = object.__new__(stream.__class__)
    clone.__dict__ = {**vars(stream)}
    return clone


def error_of(stream: Any) -> MirascopeError | None:
    """Give what ended a stream, as an error that can be unpickled wherever we are."""
    error = stream._error
    if error is None or isinstance(error, MirascopeError):
        return error
    name = type(error).__name__
    return ResponseError(f"the stream ended with {name}: {error}", stream)
