"""The steps of a provider's stream: each chunk, with the tool call it completes."""

from __future__ import annotations

from asyncio import CancelledError, Future, ensure_future, sleep
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from mirascope.exceptions import UnknownToolError

from ._assembler import Assembler, Slot
from ._raw import RawCreate
from ._raw_stream import Events, RawEvent
from ._tool_arguments import PartialArguments
from ._vocabulary import Call, Create, Delta, Tokens

if TYPE_CHECKING:
    from ._provider import ProviderSpec
    from .call_response_chunk import BaseCallResponseChunk
    from .tool import BaseTool

Pair: TypeAlias = "tuple[BaseCallResponseChunk[Any], BaseTool | None]"


class Steps:
    """An iterable, sync or async like its source, of `(chunk, tool)`.

    Every chunk comes out once, in order; a tool comes with the chunk that completes its
    call. Where one chunk completes several, the later ones come with an empty chunk.

    Args:
        source: A generator of the SDK's chunks.
        spec: The provider they come from.
        tool_types: The tools that were offered; none are built if there are none.
        partial_tools: Whether pieces of arguments also yield partial tools.
    """

    def __init__(
        self,
        source: Any,
        spec: ProviderSpec,
        tool_types: list[Any] | None,
        partial_tools: bool,
    ) -> None:
        self.assembler = Assembler(watch=partial_tools)
        self.source = source
        self._spec = spec
        self._chunk = spec.chunk
        self._plain_chunk = spec.chunk._plain
        self._read = spec.codec.delta
        self._tools: dict[str, type[BaseTool]] | None = None
        self._others = False
        """Whether tools in the provider's own form were offered too."""
        if tool_types:
            wrapped = [tool for tool in tool_types if not isinstance(tool, dict)]
            self._tools = {tool._name(): tool for tool in wrapped}
            self._others = len(wrapped) < len(tool_types)
        self._partial = partial_tools
        self._growing: dict[Slot, PartialArguments[BaseTool]] = {}
        self._kept: list[Any] = []
        """What was yielded: pairs, or the bytes of events that brought no tool."""
        self._events: Events | None = None
        self._last: Any = None

    def __iter__(self) -> Iterator[Pair]:
        try:
            for native in self.source:
                yield from self._pairs(native)
            yield from self._rest()
        finally:
            self.source.close()

    async def __aiter__(self) -> AsyncIterator[Pair]:
        try:
            async for native in self.source:
                for pair in self._pairs(native):
                    yield pair
            for pair in self._rest():
                yield pair
        finally:
            await self.source.aclose()

    def replay(self) -> Iterator[Pair]:
        """Give again what was yielded so far.

        Yields:
            The pairs. Of an event that was read from its bytes and brought no tool, the
            chunk is made anew.
        """
        for kept in self._kept:
            if type(kept) is bytes:
                assert self._events is not None
                event = RawEvent(self._events.parse(kept) or {}, kept, self._events)
                yield self._chunk._raw(event, self._read(event.data)), None
            else:
                yield kept

    def _pairs(self, native: Any) -> Sequence[Pair]:
        """Take in what the provider sent next."""
        if type(native) is RawEvent:
            data, block, self._events = native
            known = self.assembler
            if text := self._events.plain_text(data, known.id, known.model):
                known.add_text(text)
                self._kept.append(block)
                return [(self._plain_chunk(native, text), None)]
            delta = self._read(data)
            chunk = self._chunk._raw(native, delta)
            kept: Any = block
        else:
            delta = self._read(native)
            chunk = self._chunk._of(native, delta)
            kept = chunk, None
        closed = self.assembler.feed(delta)
        self._last = chunk
        pairs = self._with_tools(chunk, delta, closed)
        # Kept alive by the thousands, SDK objects and even tuples make the garbage
        # collector slow; bytes it does not look at.
        self._kept += [kept] if pairs[0][1] is None else pairs
        return pairs

    def _with_tools(
        self, chunk: BaseCallResponseChunk[Any], delta: Delta, closed: list[Call]
    ) -> list[Pair]:
        tools: list[BaseTool] = []
        if self._tools is not None and (closed or delta.calls):
            if self._partial:
                tools += self._partials()
            tools += [tool for call in closed if (tool := self._build(call))]
        first = (chunk, tools[0] if tools else None)
        return [first, *[(chunk._without_delta(), tool) for tool in tools[1:]]]

    def _rest(self) -> Iterator[Pair]:
        closed = self.assembler.end()
        if self._tools is not None:
            for call in closed:
                if tool := self._build(call):
                    pair = self._last._without_delta(), tool
                    self._kept.append(pair)
                    yield pair

    def _build(self, call: Call) -> BaseTool | None:
        assert self._tools is not None
        tool = self._tools.get(call.name)
        if tool is None:
            if self._others:
                return None
            raise UnknownToolError(
                f"the model called {call.name!r}, which is not among "
                f"{sorted(self._tools)}: add it to `tools`",
                self,
            )
        return tool._build(call.arguments, self._spec.codec.native_call(call))

    def _partials(self) -> Iterator[BaseTool]:
        assert self._tools is not None
        for slot, call, text in self.assembler.grown:
            arguments = self._growing.get(slot)
            unread = text
            if arguments is None:
                if (tool := self._tools.get(call.name)) is None:
                    continue
                arguments = self._growing[slot] = PartialArguments(tool)
                unread = call.arguments  # some of it may have come before the name
            native = self._spec.codec.native_call(call)
            yield arguments.feed(unread)._told(native, text)


class Collected:
    """The steps of a stream whose provider has no codec.

    Each chunk is read by its public properties.

    Args:
        source: The pairs from the provider's `handle_stream`.
    """

    def __init__(self, source: Any) -> None:
        self.assembler = Assembler()
        self.source = source
        self._kept: list[tuple[Any, Any]] = []

    def replay(self) -> Iterator[tuple[Any, Any]]:
        """Give again what was yielded so far.

        Yields:
            The pairs.
        """
        yield from self._kept

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        try:
            for chunk, tool in self.source:
                self.assembler.feed(_delta(chunk))
                self._kept.append((chunk, tool))
                yield chunk, tool
            self.assembler.end()
        finally:
            if (close := getattr(self.source, "close", None)) is not None:
                close()

    async def __aiter__(self) -> AsyncIterator[tuple[Any, Any]]:
        try:
            async for chunk, tool in self.source:
                self.assembler.feed(_delta(chunk))
                self._kept.append((chunk, tool))
                yield chunk, tool
            self.assembler.end()
        finally:
            if (aclose := getattr(self.source, "aclose", None)) is not None:
                await aclose()


def _delta(chunk: Any) -> Delta:
    reasons = chunk.finish_reasons
    delta = Delta()
    delta.text = chunk.content or ""
    delta.finish = str(reasons[0]) if reasons else None
    delta.usage = Tokens(chunk.input_tokens, chunk.cached_tokens, chunk.output_tokens)
    delta.id = chunk.id
    delta.model = chunk.model
    return delta


def open_sync(create: Create, kwargs: dict[str, Any]) -> Iterator[Any]:
    """Send a streamed request when its first chunk is asked for.

    Args:
        create: The SDK method.
        kwargs: Its keywords.

    Yields:
        The SDK's chunks. Leaving early closes the SDK's stream.
    """
    chunks = create(stream=True, **kwargs)
    try:
        yield from chunks
    finally:
        if (close := getattr(chunks, "close", None)) is not None:
            close()
        elif (leave := getattr(chunks, "__exit__", None)) is not None:
            leave(None, None, None)


async def _abandon(chunks: object) -> None:
    """Leave a generator that reads from others, which closing it would leave open.

    What unwinds all of them is a read that is cancelled.
    """
    if not isinstance(chunks, AsyncGenerator):
        return
    reads = cast("AsyncGenerator[Any, Any]", chunks)
    while True:
        reading: Future[Any] = ensure_future(anext(reads))
        await sleep(0)
        if not reading.done():
            reading.cancel()
        try:
            await reading  # it had come already
        except CancelledError:
            if not reading.cancelled():
                raise
            break
        except Exception:
            break


async def open_async(create: Create, kwargs: dict[str, Any]) -> AsyncIterator[Any]:
    """Send a streamed request when its first chunk is asked for.

    Args:
        create: The SDK method.
        kwargs: Its keywords.

    Yields:
        The SDK's chunks. Leaving early closes the SDK's stream.
    """
    chunks: Any = create(stream=True, **kwargs)
    if isawaitable(chunks):
        chunks = await chunks
    ended = False
    try:
        async for chunk in chunks:
            yield chunk
        ended = True
    finally:
        if not (ended or type(create) is RawCreate):
            await _abandon(chunks)
        close = getattr(chunks, "close", None) or getattr(chunks, "aclose", None)
        if close is not None:
            if isawaitable(closing := close()):
                await closing
        elif (leave := getattr(chunks, "__aexit__", None)) is not None:
            await leave(None, None, None)
