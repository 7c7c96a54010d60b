"""The steps of a provider's stream: each chunk, with the tool call it completes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from mirascope.exceptions import UnknownToolError

from ._assembler import Assembler
from ._vocabulary import Call, Create, Delta, Tokens

if TYPE_CHECKING:
    from ._provider import ProviderSpec
    from .call_response_chunk import BaseCallResponseChunk
    from .tool import BaseTool

_PLAIN = 3
"""How much is set on a delta of one thing: the id, the model, and text or calls."""

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
        self._plain = _PLAIN if spec.codec.rebuilds_chunks else -1
        self._tools: dict[str, type[BaseTool]] | None = None
        self._others = False
        """Whether tools in the provider's own form were offered too."""
        if tool_types:
            wrapped = [tool for tool in tool_types if not isinstance(tool, dict)]
            self._tools = {tool._name(): tool for tool in wrapped}
            self._others = len(wrapped) < len(tool_types)
        self._partial = partial_tools
        self._kept: list[Any] = []
        """What was yielded: pairs, text, and deltas of one call."""
        self._last: Any = None

    def __iter__(self) -> Iterator[Pair]:
        read, chunk_of = self._spec.codec.delta, self._spec.chunk._of
        add, keep, id = self.assembler.add_text, self._kept.append, None
        plain = self._plain
        try:
            for native in self.source:
                delta = read(native)
                chunk = chunk_of(native, delta)
                # Nearly all chunks are a piece of text and nothing else.
                if len(delta.__dict__) == plain and delta.text and delta.id == id:
                    add(delta.text)
                    keep(delta.text)
                    yield chunk, None
                else:
                    yield from self._step(chunk, delta)
                    id = self.assembler.id
            yield from self._rest()
        finally:
            self.source.close()

    async def __aiter__(self) -> AsyncIterator[Pair]:
        read, chunk_of = self._spec.codec.delta, self._spec.chunk._of
        add, keep, id = self.assembler.add_text, self._kept.append, None
        plain = self._plain
        try:
            async for native in self.source:
                delta = read(native)
                chunk = chunk_of(native, delta)
                if len(delta.__dict__) == plain and delta.text and delta.id == id:
                    add(delta.text)
                    keep(delta.text)
                    yield chunk, None
                else:
                    for pair in self._step(chunk, delta):
                        yield pair
                    id = self.assembler.id
            for pair in self._rest():
                yield pair
        finally:
            await self.source.aclose()

    def replay(self) -> Iterator[Pair]:
        """Give again what was yielded so far.

        Yields:
            The pairs. Of a chunk that was only a piece of text or of arguments, the
            SDK's object is made anew if it is asked for.
        """
        for kept in self._kept:
            yield self._restore(kept)

    def _step(self, chunk: BaseCallResponseChunk[Any], delta: Delta) -> Iterator[Pair]:
        closed = self.assembler.feed(delta)
        self._last = chunk
        if closed or delta.calls:
            for pair in self._with_tools(chunk, closed):
                self._keep(pair)
                yield pair
        else:
            self._keep((chunk, None))
            yield chunk, None

    def _keep(self, pair: Pair) -> None:
        """Keep a pair, or of a piece of arguments its atoms.

        Keeping thousands of the SDK's objects alive makes the garbage collector slow;
        text, and tuples of text, it does not look at.
        """
        delta = pair[0]._delta
        plain = pair[1] is None and len(delta.__dict__) == self._plain
        self._kept.append(delta.calls[0] if plain and len(delta.calls) == 1 else pair)

    def _restore(self, kept: Any) -> Pair:
        if type(kept) is tuple:
            return cast(Pair, kept)
        delta = Delta()
        delta.id, delta.model = self.assembler.id, self.assembler.model
        if type(kept) is str:
            delta.text = kept
        else:
            delta.calls = [kept]
        return self._spec.chunk._again(delta), None

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
                    pair = self._spec.chunk._of(self._last.chunk, Delta()), tool
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
