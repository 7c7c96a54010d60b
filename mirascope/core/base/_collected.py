"""The steps of a stream whose provider has no codec."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from ._assembler import Assembler
from ._vocabulary import Delta, Tokens


class Collected:
    """An iterable of `(chunk, tool)` that reads each chunk by its public properties.

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
