"""Leaving an async stream: nothing is drained, nothing stays open, nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from itertools import count
from typing import Any

import anyio
import pytest

from tests.internals import AsyncStreamRequest


class Service:
    """A service whose chunks come from generators that read from each other.

    Args:
        waits: Whether each chunk has to be waited for.
        closes_in: How many turns of the loop the connection takes to close.
    """

    def __init__(self, waits: bool = False, closes_in: int = 0) -> None:
        self.read = 0
        self.closed = False
        self._waits, self._closes_in = waits, closes_in

    async def create(self, **_: Any) -> AsyncGenerator[int]:
        return self._outer()

    async def _outer(self) -> AsyncGenerator[int]:
        async for number in self._inner():
            yield number

    async def _inner(self) -> AsyncGenerator[int]:
        try:
            for number in count(1):
                if self._waits and self.read:
                    await asyncio.get_running_loop().create_future()
                self.read = number
                yield number
        finally:
            for _ in range(self._closes_in):
                await asyncio.sleep(0)
            self.closed = True


async def leave(service: Service) -> None:
    """Read one chunk and leave."""
    chunks = aiter(AsyncStreamRequest(service.create))
    assert await anext(chunks) == 1
    await chunks.aclose()


@pytest.mark.parametrize("closes_in", [0, 5])
def test_a_source_that_waits_is_closed_from_the_inside(closes_in: int) -> None:
    service = Service(waits=True, closes_in=closes_in)

    async def main() -> None:
        await leave(service)
        assert service.closed

    asyncio.run(main())
    assert service.read == 1


def test_of_an_endless_source_no_more_than_one_item_is_read() -> None:
    service = Service()
    asyncio.run(leave(service))
    assert service.read <= 2
    assert service.closed


class Failing(Service):
    async def _inner(self) -> AsyncGenerator[int]:
        yield 1
        raise ValueError("nobody asked")


def test_what_goes_wrong_after_leaving_is_nobodys_concern() -> None:
    asyncio.run(leave(Failing()))


async def cancel_it(leaving: Any) -> None:
    task = asyncio.ensure_future(leaving)
    for _ in range(8):
        await asyncio.sleep(0)
    task.cancel()
    await task


async def in_a_group(leaving: Any) -> None:
    async def fail() -> None:
        for _ in range(8):
            await asyncio.sleep(0)
        raise ValueError("the other one")

    async with asyncio.TaskGroup() as group:
        group.create_task(leaving)
        group.create_task(fail())


async def timed_out(leaving: Any) -> None:
    async with asyncio.timeout(0.01):
        await leaving


async def in_a_scope(leaving: Any) -> None:
    with anyio.fail_after(0.01):
        await leaving


ENDS = {
    "cancel": (cancel_it, asyncio.CancelledError),
    "group": (in_a_group, ExceptionGroup),
    "timeout": (timed_out, TimeoutError),
    "scope": (in_a_scope, TimeoutError),
}


@pytest.mark.parametrize(("how", "error"), ENDS.values(), ids=ENDS.keys())
def test_a_cancellation_while_leaving_is_not_lost(
    how: Callable[[Any], Any], error: type[BaseException]
) -> None:
    service = Service(waits=True, closes_in=1_000_000)
    went_on: list[str] = []

    async def leave_and_go_on() -> None:
        await leave(service)
        went_on.append("here")

    async def main() -> None:
        with pytest.raises(error):
            await how(leave_and_go_on())

    with suppress(asyncio.CancelledError):
        asyncio.run(main())
    assert went_on == []
