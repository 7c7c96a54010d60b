"""The events of a provider's stream: each chunk, with the tool call it completes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from typing_extensions import override

from mirascope.core.base._codec.assembler import Assembler, OpenCall
from mirascope.core.base._codec.codec import add_hint
from mirascope.core.base._codec.no_answer import READ_ERRORS, unreadable_error
from mirascope.core.base._codec.vocabulary import Call, Delta, Tokens
from mirascope.core.base._sdk.lazy_native import LazyNative
from mirascope.core.base._sdk.server_sent_events import EventReader
from mirascope.core.base.tool.arguments import LazyCall, PartialArguments, build
from mirascope.core.base.tool.locations import MissingTool
from mirascope.exceptions import (
    BrokenStreamError,
    MirascopeError,
    TruncatedError,
)

from .reading import ChunkPairs

if TYPE_CHECKING:
    from mirascope.core.base.tool.base_tool import BaseTool

    from .chunk import BaseCallResponseChunk

Pair: TypeAlias = tuple[Any, Any]
"""A chunk, and the tool that it completes."""


class StreamEvents(ChunkPairs):
    """The events of a stream whose provider has a codec.

    Every chunk comes out once, in order; a tool comes with the chunk that completes its
    call. Where one chunk completes several, the later ones come with an empty chunk.

    Args:
        source: An iterable of the SDK's chunks.
        chunk: The provider's class of chunks.
        tool_types: The tools that were offered; none are built if there are none.
        partial_tools: Whether pieces of arguments also yield partial tools.
        always_counts: As in `ProviderSpec`.
        finish_reasons: As in `ProviderSpec`.
    """

    def __init__(
        self,
        source: Any,
        chunk: type[BaseCallResponseChunk[Any]],
        tool_types: list[Any] | None,
        partial_tools: bool,
        *,
        always_counts: bool,
        finish_reasons: bool,
    ) -> None:
        super().__init__(source, Assembler(watch=partial_tools))
        assert chunk._codec is not None
        self._provider = chunk._provider
        self._codec = chunk._codec
        self._always_counts = always_counts
        self._finish_reasons = finish_reasons
        self._chunk = chunk._from_delta
        self._read = chunk._codec.delta
        self._tools: dict[str, type[BaseTool]] | None = None
        self._offered = tool_types or ()
        if tool_types:
            classes: list[Any] = [tool for tool in tool_types if isinstance(tool, type)]
            self._tools = {tool._name(): tool for tool in classes}
        self._partial = partial_tools
        self._growing: dict[OpenCall, PartialArguments[BaseTool]] = {}
        self._kept: list[Any] = []
        """What was yielded: pairs, or the bytes of events that brought no tool."""
        self._events: EventReader | None = None
        self._last: Any = None

    @override
    def replay(self) -> Iterator[Pair]:
        """Give again what was yielded so far.

        Yields:
            The pairs. Of an event that was read from its bytes and brought no tool, the
            chunk is made anew.
        """
        for kept in self._kept:
            if type(kept) is bytes:
                assert self._events is not None
                event = LazyNative(self._events.parse(kept) or {}, kept, self._events)
                yield self._chunk(self._read(event.data), event), None
            else:
                yield kept

    @override
    def _note(self, error: Exception) -> None:
        add_hint(self._codec, error)

    @override
    def _pairs(self, item: Any) -> Sequence[Pair]:
        if type(item) is LazyNative:
            data, block = item.data, item.raw
            events: Any = item.source
            self._events = events
            known = self.assembler
            try:
                read = events.text_delta(data, known.id, known.model)
            except READ_ERRORS:
                read = None  # which is reported below
            if read is not None:
                known.add_text(read.text)
                self._kept.append(block)
                return [(self._chunk(read, item), None)]
            delta, closed = self._feed(data)
            chunk = self._chunk(delta, item)
            kept: Any = block
        else:
            delta, closed = self._feed(item)
            chunk = self._chunk(delta, item)
            kept = chunk, None
        self._last = chunk
        pairs = self._with_tools(chunk, delta, closed)
        # Kept alive by the thousands, SDK objects and even tuples make the garbage
        # collector slow; bytes it does not look at.
        self._kept += [kept] if pairs[0][1] is None else pairs
        return pairs

    def _feed(self, native: Any) -> tuple[Delta, list[Call]]:
        """Read a chunk, and add it to what was there."""
        try:
            delta = self._read(native)
            return delta, self.assembler.feed(delta)
        except MirascopeError:
            raise
        except READ_ERRORS as error:
            raise unreadable_error(error, self._provider, native, self) from error

    def _with_tools(
        self, chunk: BaseCallResponseChunk[Any], delta: Delta, closed: list[Call]
    ) -> list[Pair]:
        tools: list[BaseTool] = []
        if self._tools is not None and (closed or delta.calls):
            if self._partial:
                tools += self._partials()
            tools += map(self._build, closed)
        first = (chunk, tools[0] if tools else None)
        return [first, *[(chunk._without_delta(), tool) for tool in tools[1:]]]

    @override
    def _rest(self) -> Iterator[Pair]:
        known = self.assembler
        if known.is_blank or (self._always_counts and known.is_silent):
            raise BrokenStreamError(
                f"{self._provider!r} ended a stream in which there was nothing: check "
                "the address, and what is between"
            )
        finish = known.finish
        closed = known.end(cut=finish is None and self._finish_reasons)
        if self._tools is not None:
            for call in closed:
                pair = self._last._without_delta(), self._build(call)
                self._kept.append(pair)
                yield pair
        if finish is None and self._finish_reasons:
            raise TruncatedError(
                f"{self._provider!r} ended the stream without a finish reason: what "
                "has arrived is in `.response`; ask again"
            )

    def _build(self, call: Call) -> BaseTool:
        assert self._tools is not None
        native = self._codec.native_call(call)
        tool = None if call.kind else self._tools.get(call.name)
        if tool is not None:
            return build(tool, call.arguments, native)
        from .generic_tool import generic_tool

        return generic_tool(call, native, self._offered)

    def _partials(self) -> Iterator[BaseTool]:
        assert self._tools is not None
        make = self._codec.native_call
        for open_call, text in self.assembler.grown:
            arguments = self._growing.get(open_call)
            unread = text
            if arguments is None:
                if (tool := self._tools.get(open_call.name)) is None:
                    continue
                arguments = self._growing[open_call] = PartialArguments(tool)
                # Some of it may have come before the name.
                unread = open_call.text.read()
            native = LazyCall(partial(_native, make, open_call, open_call.text.size))
            yield arguments.feed(unread, native, text)


def _native(make: Callable[[Call], Any], open_call: OpenCall, size: int) -> Any:
    return make(open_call.call(size))


class FactoryEvents(ChunkPairs):
    """The events of a stream whose provider has no codec.

    Each chunk is read by its public properties.

    Args:
        source: The pairs from the provider's `handle_stream`.
    """

    def __init__(self, source: Any) -> None:
        super().__init__(source, Assembler())
        self._kept: list[tuple[Any, Any]] = []

    @override
    def replay(self) -> Iterator[tuple[Any, Any]]:
        yield from self._kept

    @override
    def _pairs(self, item: tuple[Any, Any]) -> Sequence[tuple[Any, Any]]:
        self.assembler.feed(_delta(item[0]))
        self._kept.append(item)
        return (item,)

    @override
    def _rest(self) -> Iterator[tuple[Any, Any]]:
        yield from ()
        self.assembler.end()


class ReplayedEvents(FactoryEvents):
    """The events of a stream that was unpickled or copied.

    Args:
        pairs: What arrived.
        ended: Whether the provider's stream came to its end.
    """

    def __init__(self, pairs: Iterable[tuple[Any, Any]], ended: bool) -> None:
        super().__init__(())
        for pair in pairs:
            self._pairs(pair)
        if ended:
            self.assembler.end()

    @override
    def replay(self) -> Iterator[tuple[Any, Any]]:
        for chunk, tool in self._kept:
            if isinstance(tool, MissingTool):
                raise tool.error(self)
            yield chunk, tool


def _delta(chunk: Any) -> Delta:
    if chunk._codec is not None:
        return chunk._delta
    reasons = chunk.finish_reasons
    delta = Delta()
    delta.text = chunk.content or ""
    delta.finish = str(reasons[0]) if reasons else None
    delta.usage = Tokens(chunk.input_tokens, chunk.cached_tokens, chunk.output_tokens)
    delta.id = chunk.id
    delta.model = chunk.model
    return delta
