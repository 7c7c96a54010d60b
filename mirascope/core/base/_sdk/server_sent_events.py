"""Raw streams: events read from their bytes, SDK objects made on demand.

Each event is parsed once, into plain values. From the first one on that is not ordinary
(an error, the mark of the end, a broken connection), the rest of the stream is given to
the SDK's own stream class, so that the SDK decides what comes of it.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from importlib import import_module
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

from pydantic_core import from_json

from mirascope.core.base._fields import excerpt
from mirascope.exceptions import BrokenStreamError

from .lazy_native import LazyNative

Parse: TypeAlias = "Callable[[bytes], dict[str, Any] | None]"
"""Reads an ordinary event; `None` for one that the SDK has to look at."""

TextDelta: TypeAlias = "Callable[[dict[str, Any], str | None, str | None], Any]"
"""Reads an event that brings text and nothing else, for a `Delta`, and gives `None` for
any other; told the id and the model that are known."""

_SILENT = re.compile(rb"(?::[ -~]*)?")
_QUOTED = 1000
"""How many bytes are kept of what may hold no event."""


class EventFormat(NamedTuple):
    """How a service writes the events of a stream."""

    kind: str
    """The SDK's type of an event, as `module:name` below the SDK's package."""
    parse: Parse
    text_delta: TextDelta
    named: Callable[[bytes], bytes] = lambda block: block
    """Gives an error the name by which the SDK knows it, where that is missing."""
    silent: re.Pattern[bytes] = _SILENT
    """Matches the events of which the SDK makes nothing, such as comments."""

    def type_of(self, sdk: str) -> Any:
        """Find the SDK's type of an event.

        Args:
            sdk: The SDK's package.

        Returns:
            The type.
        """
        module, _, name = self.kind.partition(":")
        return getattr(import_module(f"{sdk}.{module}"), name)


def parse_data(block: bytes) -> dict[str, Any] | None:
    """Read an event that is one line of data, as chat completions have them.

    Args:
        block: The event's lines.

    Returns:
        Its JSON, if it is an ordinary event.
    """
    if not block.startswith(b"data: {") or b"\n" in block:
        return None
    try:
        data: dict[str, Any] = from_json(block[6:], cache_strings="keys")
    except ValueError:
        return None
    return None if data.get("error") else data


def parse_named(*names: str) -> Parse:
    """Make what reads events that have a name and one line of data.

    Args:
        names: The names of the ordinary events.

    Returns:
        The function.
    """
    heads = frozenset(f"event: {name}".encode() for name in names)

    def parse(block: bytes) -> dict[str, Any] | None:
        head, _, data = block.partition(b"\n")
        if head not in heads or not data.startswith(b"data: {") or b"\n" in data:
            return None
        try:
            return from_json(data[6:], cache_strings="keys")
        except ValueError:
            return None

    return parse


class EventReader:
    """Reads the events of one response.

    Args:
        answer: What the SDK's `with_streaming_response` gave.
        client: The SDK's client.
        sdk: The SDK's package.
        format: How the service writes events.
    """

    def __init__(self, answer: Any, client: Any, sdk: str, format: EventFormat) -> None:
        self._response = answer.http_response
        self._client = client
        self._sdk = sdk
        self._format = format
        self._pieces: list[bytes] = []
        self._ending = b""
        """The last bytes before what comes next: an event's end may be cut in two."""
        self.parse = format.parse
        self.text_delta = format.text_delta
        self.needs_sdk = False
        """Whether there was something that only the SDK can interpret."""
        self._has_begun = False
        """Whether there was an event."""
        self._beginning = b""
        """What the SDK reads first, as long as there was none."""

    def feed(self, received: bytes) -> Iterator[LazyNative]:
        """Take in what arrived.

        Args:
            received: Bytes, cut anywhere.

        Yields:
            A `LazyNative` for each event that is complete, up to the first one that is
            not ordinary.
        """
        if self._pieces or not received.endswith(b"\n\n") or b"\r" in received:
            blocks = iter(self._blocks(received))
        else:  # whole events, as services send them
            blocks = iter(received[:-2].split(b"\n\n"))
        begun = False
        for block in blocks:
            data = self.parse(block)
            if data is not None:
                begun = True
                yield LazyNative(data, block, self)
            elif not self._format.silent.fullmatch(block):
                block = self._format.named(block)
                self._pieces = [b"\n\n".join([block, *blocks, *self._left()])]
                self.needs_sdk = True
        self._has_begun = self._has_begun or begun

    def _left(self) -> list[bytes]:
        return [b"".join(self._pieces)]

    def _blocks(self, received: bytes) -> list[bytes]:
        """Cut off the events that are complete."""
        last, self._ending = self._ending, received[-3:]
        seam = last + received[:3]
        if not (b"\n\n" in received or b"\n\n" in seam or b"\r" in last + received):
            self._pieces.append(received)
            return []
        text = b"".join([*self._pieces, received])
        if b"\r" in text:
            # A line feed may follow the last one.
            if text.count(b"\r") > text.count(b"\r\n") + text.endswith(b"\r"):
                self._pieces = [text]
                self.needs_sdk = True
                return []
            text = text.replace(b"\r\n", b"\n")
        *blocks, rest = text.split(b"\n\n")
        self._pieces = [rest] if rest else []
        self._ending = rest[-3:]
        return [block.strip(b"\n") for block in blocks]

    def make(self, block: bytes) -> Any:
        """Make of an event's lines what the SDK's own stream would have given."""
        return next(iter(self._stream("Stream", iter([block + b"\n\n"]))))

    def rest(self, received: Iterator[bytes]) -> Iterator[Any]:
        """Let the SDK read the rest: what was received, and what is still to come."""
        chained = map(self._keep_beginning, chain(self._left(), received))
        try:
            for native in self._stream("Stream", chained):
                self._has_begun = True
                yield native
        except Exception as error:
            self._restore_response(error)
            raise
        self._check()

    async def arest(self, received: AsyncIterator[bytes]) -> AsyncIterator[Any]:
        """Let the SDK read the rest: what was received, and what is still to come."""

        async def chained() -> AsyncIterator[bytes]:
            for data in self._left():
                yield self._keep_beginning(data)
            async for data in received:
                yield self._keep_beginning(data)

        try:
            async for native in self._stream("AsyncStream", chained()):
                self._has_begun = True
                yield native
        except Exception as error:
            self._restore_response(error)
            raise
        self._check()

    def _keep_beginning(self, data: bytes) -> bytes:
        if not self._has_begun and len(self._beginning) < _QUOTED:
            self._beginning += data
        return data

    def _check(self) -> None:
        """Refuse a body that held no event at all."""
        if self._beginning.strip() and not self._has_begun:
            raise BrokenStreamError(
                "the service sent no event of a stream but "
                f"{excerpt(self._beginning)!r}: check the address, and what is between"
            )

    def _restore_response(self, error: Any) -> None:
        """Point an error of the SDK to the whole response."""
        if isinstance(getattr(error, "response", None), _PartialResponse):
            error.response = self._response

    def _stream(self, name: str, received: Any) -> Any:
        return getattr(import_module(self._sdk), name)(
            cast_to=self._format.type_of(self._sdk),
            response=_PartialResponse(self._response, received),
            client=self._client,
        )


class _PartialResponse:
    """A part of a response, in the place of the whole.

    Args:
        response: The HTTP response.
        received: The bytes of the part.
    """

    def __init__(self, response: Any, received: Any) -> None:
        self._response = response
        self._received = received

    def __getattr__(self, name: str) -> Any:
        return getattr(self._response, name)

    def iter_bytes(self) -> Iterator[bytes]:
        return iter(self._received)

    def aiter_bytes(self) -> AsyncIterator[bytes]:
        return self._received

    def close(self) -> None:
        """Leave the response open: it is closed when its stream is left."""

    async def aclose(self) -> None:
        """Leave the response open: it is closed when its stream is left."""


def is_observed(answer: Any) -> bool:
    """Tell whether somebody wants to see the SDK's own objects."""
    stream = getattr(answer.http_response, "stream", None)
    return getattr(stream, "stream_observer", None) is not None


def has_events(answer: Any) -> bool:
    """Tell whether a response says so: some gateways do not, AWS has its own events."""
    kind: str = answer.http_response.headers.get("content-type", "")
    return kind.startswith("text/event-stream")


def is_raw(answer: Any) -> bool:
    """Tell whether the bytes of a response are still to come, as on the wire.

    Decoding them costs as much as reading an event.
    """
    response = answer.http_response
    return not (response.is_stream_consumed or "content-encoding" in response.headers)


class RawStream:
    """A streamed request that is sent when its first event is asked for.

    It gives `LazyNative`s, and the SDK's objects where it had to make them.

    Args:
        resource: The SDK's resource that has `create`.
        client: The SDK's client.
        format: How the service writes events.
        kwargs: The keywords of `create`, `stream` among them.
    """

    def __init__(
        self, resource: Any, client: Any, format: EventFormat, kwargs: dict[str, Any]
    ) -> None:
        self._send = resource.with_streaming_response.create
        self._client = client
        self._sdk = type(resource).__module__.partition(".")[0]
        self._format = format
        self._kwargs = kwargs
        self.response: Any = None
        """The HTTP response, once it has begun."""
        self.stopped = False
        """Whether the response is not to be read."""

    def _events(self, answer: Any) -> EventReader | None:
        """Make what reads the events; `None` where the SDK has to."""
        self.response = answer.http_response
        if is_observed(answer):
            return None
        return EventReader(answer, self._client, self._sdk, self._format)

    def __iter__(self) -> Iterator[Any]:
        with self._send(**self._kwargs) as answer:
            events, is_sse = self._events(answer), has_events(answer)
            if self.stopped:
                return
            if events is None:
                yield from answer.parse()
                return
            received = (
                self.response.iter_raw() if is_raw(answer) else answer.iter_bytes()
            )
            while is_sse and not events.needs_sdk:
                try:
                    data = next(received)
                except StopIteration:
                    break
                except Exception as error:
                    received = _fail(error)
                    break
                yield from events.feed(data)
            yield from events.rest(received)


def _fail(error: Exception) -> Iterator[bytes]:
    yield from ()
    raise error


class AsyncRawStream(RawStream):
    """The same for an async call."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._reading = self._read()
        self.aclose = self._reading.aclose

    def __aiter__(self) -> AsyncIterator[Any]:
        return self._reading

    async def _read(self) -> AsyncGenerator[Any]:
        async with self._send(**self._kwargs) as answer:
            events, is_sse = self._events(answer), has_events(answer)
            if events is None:
                async for native in await answer.parse():
                    yield native
                return
            received = (
                self.response.aiter_raw() if is_raw(answer) else answer.iter_bytes()
            )
            while is_sse and not events.needs_sdk:
                try:
                    data = await anext(received)
                except StopAsyncIteration:
                    break
                except Exception as error:
                    received = _afail(error)
                    break
                for native in events.feed(data):
                    yield native
            async for native in events.arest(received):
                yield native


async def _afail(error: Exception) -> AsyncIterator[bytes]:
    for data in ():
        yield data
    raise error
