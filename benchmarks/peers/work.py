"""What every peer does, and how its rows are measured in its own interpreter."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeAlias

from benchmarks.measure import Pair, Scale, compare
from benchmarks.row import by_ratio

_BUDGET_S = 40.0
"""About how long a work may take: some peers need half a minute for one stream."""

Make: TypeAlias = Callable[[str, str], Pair]
"""Prepares both sides, given the server's URL and the model that answers."""
Column: TypeAlias = Mapping[str, Make]
"""What a peer can do, by the kind of work."""


class Outcome(NamedTuple):
    """What one side made of a stream."""

    value: object
    """All of it."""
    items: int
    """In how many pieces it was given."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """A line of the table."""

    kind: str
    model: str
    small: str
    """The model for a smoke run."""
    rounds: int


WORKS = {
    "call": Work(kind="call", model="text", small="text", rounds=500),
    "model": Work(kind="model", model="book", small="book", rounds=500),
    "stream": Work(kind="stream", model="text-1000", small="text-20", rounds=40),
    "books-200": Work(kind="books", model="books-200", small="books-3", rounds=24),
    "books-2000": Work(kind="books", model="books-2000", small="books-3", rounds=6),
}
"""The lines, by the names that the rows of this library have."""
TITLES = {
    "call": "one call",
    "model": "one call that gives a model",
    "stream": "text stream, 1,000 chunks",
    "books-200": "structured stream, 200 books",
    "books-2000": "structured stream, 2,000 books",
}


def measured(column: Column, url: str, scale: Scale) -> dict[str, Any]:
    """Do all works that a column has.

    Args:
        column: What the peer can do.
        url: Where the server is.
        scale: How much to do.

    Returns:
        The results, by the names of the works.
    """
    results: dict[str, Any] = {}
    for name, work in WORKS.items():
        if work.kind in column:
            make = column[work.kind]
            results[name] = _one(work, make, url, scale)
            sys.stderr.write(f"  {name}: {results[name]['value']}\n")
    return results


def _one(work: Work, make: Make, url: str, scale: Scale) -> dict[str, Any]:
    small = make(url, work.small)
    small.raw()
    small.ours()  # with all that is made for the first one only
    small.close()
    pair = make(url, work.small if scale.smoke else work.model)
    items: int | None = None

    def look(made: object) -> object:
        nonlocal items
        if isinstance(made, Outcome):
            items = made.items
        return pair.look(made)

    looked = replace(pair, look=look)
    times = compare(looked, scale, rounds=work.rounds, budget_s=_BUDGET_S)
    result = by_ratio(times)
    pair.close()
    return {
        "raw": result.raw,
        "ours": result.ours,
        "value": round(result.value.value, 4),
        "error": round(result.value.error, 4),
        "wall": round(result.wall.value, 4) if result.wall else None,
        "rounds": len(times.raw_cpu),
        "items": items,
    }


def counted(items: Iterable[Any], whole: Callable[[list[Any]], object]) -> Outcome:
    """Go through a stream.

    Args:
        items: What it gives.
        whole: Makes the whole of all that it gave.

    Returns:
        The outcome.
    """
    got = list(items)
    return Outcome(whole(got), len(got))


def final(items: Iterable[Any]) -> Outcome:
    """Go through a stream whose last item is the whole.

    Args:
        items: What it gives, each of which is dropped.

    Returns:
        The outcome.
    """
    count, item = 0, None
    for item in items:  # noqa: B007  the last one is kept
        count += 1
    return Outcome(item, count)


async def final_async(items: AsyncIterable[Any]) -> Outcome:
    """Go through an async stream whose last item is the whole.

    Args:
        items: What it gives, each of which is dropped.

    Returns:
        The outcome.
    """
    count, item = 0, None
    async for item in items:  # noqa: B007  the last one is kept
        count += 1
    return Outcome(item, count)


def value(outcome: Any) -> object:
    """Give what has to be equal on both sides.

    Args:
        outcome: What a side gave.

    Returns:
        All of a stream, or the answer, as plain data.
    """
    whole: Any = outcome.value if isinstance(outcome, Outcome) else outcome
    return whole.model_dump() if hasattr(whole, "model_dump") else whole


class Loop:
    """An event loop in which both sides of a pair run.

    Args:
        *clients: The async clients of the OpenAI SDK that they use.
    """

    def __init__(self, *clients: Any) -> None:
        self._clients = clients
        self._loop = asyncio.new_event_loop()

    def run(self, work: Callable[[], Awaitable[object]]) -> Callable[[], object]:
        """Make async work sync.

        Args:
            work: Begins it.

        Returns:
            What does it in the loop.
        """

        def do() -> object:
            return self._loop.run_until_complete(work())

        return do

    def close(self) -> None:
        """Finish what streams left open, close the clients, and the loop."""
        for client in self._clients:
            self._loop.run_until_complete(client.close())
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()
