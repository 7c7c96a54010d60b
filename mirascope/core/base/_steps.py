"""The steps of a provider's stream: each chunk, with the tool call it completes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, TypeAlias

from mirascope.exceptions import UnknownToolError

from ._assembler import Assembler
from ._vocabulary import Call, Create, Delta, Tokens

if TYPE_CHECKING:
    from ._provider import ProviderSpec
    from .call_response_chunk import BaseCallResponseChunk
    from .tool import BaseTool

_PLAIN = 3
"""How much such a delta has: the id, the model, and a text or calls."""

Pair: TypeAlias = "tuple[BaseCallResponseChunk[Any], BaseTool | None]"


class Steps:
    """An iterable, sync or async like its source, of `(chunk, tool)`.

    Every chunk comes out once, in order; a tool comes with the chunk that completes its
    call. Where one chunk completes several, the later ones come with an empty chunk.

    Args:
        source: The SDK's chunks.
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
        self._tools: dict[str, type[BaseTool]] | None = None
        self._others = False
        """Whether tools in the provider's own form were offered too."""
        if tool_types:
            wrapped = [tool for tool in tool_types if not isinstance(tool, dict)]
            self._tools = {tool._name(): tool for tool in wrapped}
            self._others = len(wrapped) < len(tool_types)
        self._partial = partial_tools
        self._last: Any = None

    def plain(self, pair: Pair) -> tuple[Any, ...] | None:
        """Reduce a chunk of one piece of text or of arguments to what a replay needs.

        Keeping thousands of the SDK's objects alive makes the garbage collector slow;
        tuples of text it does not look at.

        Args:
            pair: A chunk and its tool.

        Returns:
            The atoms, or `None` for a chunk that says more.
        """
        delta = pair[0]._delta
        if pair[1] is not None or len(delta.__dict__) > _PLAIN:
            return None
        if delta.text:
            return delta.text, delta.id, delta.model
        calls = delta.calls
        return ("", delta.id, delta.model, calls[0]) if len(calls) == 1 else None

    def restore(self, kept: Any) -> Any:
        """Make the pair again that `plain` reduced.

        Args:
            kept: What was kept: a pair, or the atoms.

        Returns:
            The pair.
        """
        if len(kept) == 2:
            return kept
        delta = Delta()
        delta.text, delta.id, delta.model, *calls = kept
        if calls:
            delta.calls = calls
        return self._spec.chunk._again(delta), None

    def __iter__(self) -> Iterator[Pair]:
        read, chunk_of = self._spec.codec.delta, self._spec.chunk._of
        feed = self.assembler.feed
        for native in self.source:
            delta = read(native)
            chunk = chunk_of(native, delta)
            closed = feed(delta)
            if closed or delta.calls:
                yield from self._with_tools(chunk, closed)
            else:
                yield chunk, None
            self._last = native
        yield from self._rest()

    async def __aiter__(self) -> AsyncIterator[Pair]:
        read, chunk_of = self._spec.codec.delta, self._spec.chunk._of
        feed = self.assembler.feed
        async for native in self.source:
            delta = read(native)
            chunk = chunk_of(native, delta)
            closed = feed(delta)
            if closed or delta.calls:
                for pair in self._with_tools(chunk, closed):
                    yield pair
            else:
                yield chunk, None
            self._last = native
        for pair in self._rest():
            yield pair

    def _with_tools(
        self, chunk: BaseCallResponseChunk[Any], closed: list[Call]
    ) -> Iterator[Pair]:
        tools: list[BaseTool] = []
        if self._tools is not None:
            if self._partial:
                tools += self._partials()
            tools += [tool for call in closed if (tool := self._build(call))]
        yield chunk, tools[0] if tools else None
        for tool in tools[1:]:
            yield self._spec.chunk._of(chunk.chunk, Delta()), tool

    def _rest(self) -> Iterator[Pair]:
        closed = self.assembler.end()
        if self._tools is not None:
            for call in closed:
                if tool := self._build(call):
                    yield self._spec.chunk._of(self._last, Delta()), tool

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
        for call, text in self.assembler.grown:
            tool = self._tools.get(call.name)
            if tool is not None:
                native = self._spec.codec.native_call(call)
                yield tool._build(call.arguments, native, delta=text, partial=True)


class Collected:
    """The steps of a stream whose provider has no codec.

    Each chunk is read by its public properties.

    Args:
        source: The pairs from the provider's `handle_stream`.
    """

    def __init__(self, source: Any) -> None:
        self.assembler = Assembler()
        self.source = source

    def plain(self, pair: tuple[Any, Any]) -> None:
        """Keep pairs as they are."""
        del pair

    def restore(self, kept: tuple[Any, Any]) -> tuple[Any, Any]:
        """Give a kept pair.

        Args:
            kept: The pair.

        Returns:
            The pair.
        """
        return kept

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        for chunk, tool in self.source:
            self.assembler.feed(_delta(chunk))
            yield chunk, tool
        self.assembler.end()

    async def __aiter__(self) -> AsyncIterator[tuple[Any, Any]]:
        async for chunk, tool in self.source:
            self.assembler.feed(_delta(chunk))
            yield chunk, tool
        self.assembler.end()


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


async def open_async(create: Create, kwargs: dict[str, Any]) -> AsyncIterator[Any]:
    """Send a streamed request when its first chunk is asked for.

    Args:
        create: The SDK method.
        kwargs: Its keywords.

    Yields:
        The SDK's chunks. Leaving early closes the SDK's stream.
    """
    chunks = create(stream=True, **kwargs)
    if isawaitable(chunks):
        chunks = await chunks
    try:
        async for chunk in chunks:
            yield chunk
    finally:
        close = getattr(chunks, "close", None) or getattr(chunks, "aclose", None)
        if close is not None and isawaitable(closing := close()):
            await closing
