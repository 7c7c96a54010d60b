"""What an event loop spends: on calls one after the other, and on many at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from benchmarks import by_hand
from benchmarks.measure import Pair
from benchmarks.row import MakePair, ratio_row

IN_TURN = 20
AT_ONCE = 200
CHUNKS = 100
"""Of each of the streams at once that a busy service has."""
_Work: TypeAlias = Callable[[], Awaitable[object]]
_All: TypeAlias = Callable[[_Work], Awaitable[object]]


def calls_in_turn(count: int) -> MakePair:
    """Prepare async calls one after the other, in one run of the loop.

    Args:
        count: How many in each run.

    Returns:
        What prepares them.
    """
    return _calls(in_turn(count), count)


def calls_at_once(count: int) -> MakePair:
    """Prepare async calls at once, both sides on one client and one event loop.

    Args:
        count: How many.

    Returns:
        What prepares them.
    """
    return _calls(_gather(count), 1)


def streams_at_once(count: int, chunks: int) -> MakePair:
    """Prepare async text streams at once, of which every chunk's text is read.

    Args:
        count: How many.
        chunks: How many chunks with text each of them has.

    Returns:
        What prepares them.
    """
    model = f"text-{chunks}"

    def make(url: str) -> Pair:
        from mirascope.core import openai

        shared = by_hand.async_client(url)

        @openai.call(model, client=shared, stream=True)
        async def recommend(genre: str) -> str:
            return f"Recommend a {genre} book"

        async def ours() -> str:
            stream = await recommend("fantasy")
            return "".join([chunk.content async for chunk, _ in stream])

        return in_loop(
            lambda: by_hand.stream_text_async(shared, model),
            ours,
            _gather(count),
            close=shared.close,
        )

    return make


def in_loop(
    raw: _Work,
    ours: _Work,
    all_of: _All,
    *,
    units: int = 1,
    close: Callable[[], Awaitable[object]],
    loop: asyncio.AbstractEventLoop | None = None,
) -> Pair:
    """Prepare work in an event loop.

    Args:
        raw: Begins one piece of the raw side's work.
        ours: Begins one of ours.
        all_of: Does the whole work.
        units: How many units that is.
        close: Closes the client, in the same loop.
        loop: The loop, where the client needed it; otherwise a new one.

    Returns:
        The two sides, whose `close` closes the loop.
    """
    the_loop = loop or asyncio.new_event_loop()

    def run(awaitable: Awaitable[object]) -> object:
        return the_loop.run_until_complete(awaitable)

    def end() -> None:
        run(close())
        run(the_loop.shutdown_asyncgens())
        the_loop.close()

    return Pair(
        raw=lambda: run(all_of(raw)),
        ours=lambda: run(all_of(ours)),
        units=units,
        close=end,
    )


def in_turn(count: int) -> _All:
    """Do work one piece after the other.

    Args:
        count: How many pieces.

    Returns:
        What does it, given how to begin one.
    """

    async def all_of(work: _Work) -> object:
        return [await work() for _ in range(count)]

    return all_of


def _gather(count: int) -> _All:
    async def all_of(work: _Work) -> object:
        return await asyncio.gather(*[work() for _ in range(count)])

    return all_of


def _calls(all_of: _All, units: int) -> MakePair:
    def make(url: str) -> Pair:
        from mirascope.core import openai

        shared = by_hand.async_client(url)

        @openai.call("text", client=shared)
        async def recommend(genre: str) -> str:
            return f"Recommend a {genre} book"

        async def ours() -> str | None:
            return (await recommend("fantasy")).content

        async def raw() -> str | None:
            create: Any = shared.chat.completions.create
            return by_hand.text(await create(model="text", messages=by_hand.MESSAGES))

        return in_loop(raw, ours, all_of, units=units, close=shared.close)

    return make


ROWS = (
    ratio_row(
        "async-call",
        "`openai.call`, async, one call after the other",
        calls_in_turn(IN_TURN),
        small=calls_in_turn(2),
        limit=1.04,
        rounds=120,
    ),
    ratio_row(
        "async",
        f"{AT_ONCE} async calls at once",
        calls_at_once(AT_ONCE),
        small=calls_at_once(10),
        limit=1.05,
        rounds=30,
    ),
    ratio_row(
        "streams-50",
        "50 async streams of 500 chunks at once",
        streams_at_once(50, 500),
        small=streams_at_once(3, 20),
        limit=0.25,
        rounds=10,
    ),
    ratio_row(
        "streams-200",
        f"{AT_ONCE} async streams of {CHUNKS} chunks at once",
        streams_at_once(AT_ONCE, CHUNKS),
        small=streams_at_once(10, 20),
        limit=None,
        rounds=10,
    ),
    ratio_row(
        "streams-short",
        f"{AT_ONCE} async streams of 1 chunk at once",
        streams_at_once(AT_ONCE, 1),
        small=streams_at_once(10, 1),
        limit=None,
        rounds=12,
    ),
)
