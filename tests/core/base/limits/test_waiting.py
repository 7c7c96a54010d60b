"""Limits that threads, tasks and event loops share, and waits that are given up."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from contextvars import copy_context
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirascope import llm

from .answering import MODEL, Service, clocked, make

PAUSE_S = 0.001


def service() -> Service:
    """Make one that takes a moment."""
    return Service(partial(time.sleep, PAUSE_S), partial(asyncio.sleep, PAUSE_S))


def until(condition: Callable[[], bool]) -> None:
    """Wait for something that another thread does."""
    for _ in range(10_000):
        if condition():
            return
        time.sleep(0.001)
    raise AssertionError("it did not happen")


async def auntil(condition: Callable[[], bool]) -> None:
    """Wait for something that another task does."""
    for _ in range(10_000):
        if condition():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("it did not happen")


def free(*limits: llm.Limit) -> None:
    """Check that nothing is held."""
    for one in limits:
        held = one.concurrency, one.waiting, one.reserved_usd
        assert held == (0, 0, 0)


@pytest.mark.parametrize("most", [1, 3])
def test_threads_and_tasks_of_two_loops_share_the_places(most: int) -> None:
    limit = llm.limit(concurrency=most, requests_per_minute=10**6, usd=10**3)
    sync, asynchronous = make(limit=limit), make(True, limit=limit)

    async def many() -> None:
        await asyncio.gather(*(asynchronous() for _ in range(20)))

    with service().bound() as binding, ThreadPoolExecutor(6) as pool:
        works = [pool.submit(asyncio.run, many()) for _ in range(2)]
        works += [pool.submit(sync) for _ in range(20)]
        for work in works:
            work.result(timeout=60)
    assert binding._layer.count == limit.requests == 60
    assert binding._layer.most == most
    free(limit)


def test_who_comes_first_goes_first_whether_thread_or_task() -> None:
    limit = llm.limit(concurrency=1)
    opened = threading.Event()
    answering = Service(opened.wait, asyncio.Event)
    sync, asynchronous = make(limit=limit), make(True, limit=limit)
    loop = asyncio.new_event_loop()
    runs = threading.Thread(target=loop.run_forever)
    runs.start()
    works: list[Any] = []
    with answering.bound(), ThreadPoolExecutor(8) as pool:
        works.append(pool.submit(sync, "0"))
        until(lambda: limit.concurrency == 1)
        for number in range(1, 11):
            name = f"{number}"
            if number % 2:
                asked = asyncio.run_coroutine_threadsafe(asynchronous(name), loop)
            else:
                asked = pool.submit(sync, name)
            works.append(asked)
            until(lambda number=number: limit.waiting == number)
        opened.set()
        for one in works:
            one.result(60)
    loop.call_soon_threadsafe(loop.stop)
    runs.join()
    loop.close()
    assert answering.seen == [f"{number}" for number in range(11)]
    free(limit)


@pytest.mark.parametrize("kind", ["turn", "rate"])
def test_a_task_that_is_cancelled_while_it_waits_gives_back_what_it_had(
    kind: str,
) -> None:
    options: dict[str, Any] = {"usd": 100, "concurrency": 1}
    if kind == "rate":
        options |= {"requests_per_minute": 1, "concurrency": 9}
    outer, limit = llm.limit(concurrency=5, usd=100), llm.limit(**options)

    async def main() -> None:
        ask = make(True, limit=limit)
        if kind == "turn":
            held = asyncio.create_task(make(True, limit=limit)())
            await auntil(lambda: limit.concurrency == 1)
        else:
            held = asyncio.create_task(asyncio.sleep(60))
            await make(True, limit=limit)()
        with outer:
            tasks = [asyncio.create_task(ask()) for _ in range(4)]
        await auntil(lambda: limit.waiting == 4)
        assert outer.concurrency == 4
        for task in tasks[1:]:
            task.cancel()
        await asyncio.wait(tasks[1:])
        assert (limit.waiting, outer.concurrency) == (1, 1)
        tasks[0].cancel()
        held.cancel()
        await asyncio.wait([tasks[0], held])

    hang = partial(asyncio.sleep, 60 if kind == "turn" else 0)
    with Service(work_async=hang).bound():
        asyncio.run(main())
    free(limit, outer)
    assert outer.requests == 0


def test_a_task_that_is_cancelled_in_flight_is_counted_by_estimate() -> None:
    limit = llm.limit(concurrency=1, usd=100)

    async def main() -> None:
        task = asyncio.create_task(make(True, limit=limit)())
        await auntil(lambda: limit.concurrency == 1)
        reserved = limit.reserved_usd
        task.cancel()
        await asyncio.wait([task])
        assert limit.spent_usd == limit.estimated_usd == reserved > 0

    with Service(work_async=partial(asyncio.sleep, 60)).bound():
        asyncio.run(main())
    free(limit)


def test_a_wait_ends_when_its_loop_is_left_and_others_go_on() -> None:
    limit = llm.limit(concurrency=1)
    gate = threading.Event()
    loop = asyncio.new_event_loop()
    with Service(gate.wait).bound() as binding, ThreadPoolExecutor(3) as pool:
        first = pool.submit(make(limit=limit))
        until(lambda: limit.concurrency == 1)
        task = loop.create_task(make(True, limit=limit)())
        loop.run_until_complete(auntil(lambda: limit.waiting == 1))
        second = pool.submit(make(limit=limit))
        until(lambda: limit.waiting == 2)
        task._log_destroy_pending = False  # type: ignore[attr-defined]
        loop.close()
        del task
        gc.collect()
        gate.set()
        first.result(60)
        second.result(60)
    assert binding._layer.count == 2
    free(limit)


@pytest.mark.parametrize("wait", [False, 0, 0.01])
def test_a_call_waits_no_longer_than_it_may(wait: Any) -> None:
    limit, clock = clocked(requests_per_minute=1, wait=wait)
    ask = make(limit=limit)
    with Service().bound():
        ask()
        for _ in range(3):
            with pytest.raises(llm.LimitTimeoutError, match="requests_per_minute=1"):
                ask()
        assert sum(clock.waits) == pytest.approx(3 * float(wait))
        clock.time += 60
        ask()
    assert limit.requests == 2
    free(limit)


def test_ctrl_c_ends_a_wait_and_gives_back_what_was_reserved() -> None:
    outer = llm.limit(usd=1, concurrency=1)
    limit, clock = clocked(requests_per_minute=1, usd=1, concurrency=1)
    ask = make(limit=limit)

    class Interrupted:
        def set(self) -> bool:
            return True

        def wait(self, seconds: float) -> None:
            assert outer.concurrency == 1
            raise KeyboardInterrupt

    with Service().bound(), outer:
        ask()
        turned, clock.thread_event = clock.thread_event, Interrupted
        with pytest.raises(KeyboardInterrupt):
            ask()
        free(limit, outer)
        clock.thread_event = turned
        ask()
    assert limit.requests == outer.requests == 2


def test_ctrl_c_in_flight_gives_back_the_place() -> None:
    limit = llm.limit(usd=1, concurrency=1)

    def interrupt() -> None:
        raise KeyboardInterrupt

    with Service(interrupt).bound(), pytest.raises(KeyboardInterrupt):
        make(limit=limit)()
    free(limit)
    assert limit.spent_usd == limit.estimated_usd > 0


def test_a_limit_counts_once_however_often_it_holds() -> None:
    limit = llm.limit(concurrency=1, usd=1)
    llm.set_limit(limit)
    try:
        with Service().bound(), limit, limit, llm.track() as tracked, tracked:
            make(limit=limit)()
        with Service().bound():
            make()()
    finally:
        llm.set_limit(None)
    assert (limit.requests, tracked.calls) == (2, 1)
    with Service().bound():
        make()()
    assert limit.requests == 2
    free(limit)


def test_a_block_that_is_left_inside_itself_holds_still() -> None:
    limit = llm.limit(usd=1)
    with Service().bound(), limit:
        with limit:
            pass
        make()()
    with Service().bound():
        make()()
    assert limit.requests == 1


def test_threads_do_not_inherit_a_block_but_contexts_and_limits_of_calls_do() -> None:
    limit = llm.limit(usd=1)
    with Service().bound(), limit, ThreadPoolExecutor(1) as pool:
        pool.submit(make()).result()
        assert limit.requests == 0
        pool.submit(copy_context().run, make()).result()
        assert limit.requests == 1
        pool.submit(make(limit=limit)).result()
    assert limit.requests == 2


def test_limits_of_the_process_are_for_some_models() -> None:
    cases = {
        ("openai", "gpt-4*"): True,
        ("openai", "gpt-4o-mini"): True,
        (None, "*mini"): True,
        ("openai", None): True,
        ("anthropic", None): False,
        ("openai", "gpt-4"): False,
    }
    limits = {key: llm.limit(requests_per_minute=9) for key in cases}
    for (provider, model), one in limits.items():
        llm.set_limit(one, provider=provider, model=model)
    try:
        with Service().bound():
            make()()
        assert {key: one.requests == 1 for key, one in limits.items()} == cases
        llm.set_limit(limits["openai", "gpt-4"], provider="openai", model="gpt-4*")
        with Service().bound():
            make()()
        assert limits["openai", "gpt-4*"].requests == 1
        assert limits["openai", "gpt-4"].requests == 1
    finally:
        for provider, model in cases:
            llm.set_limit(None, provider=provider, model=model)


# Which limits each call takes, in which order they are bound, and how it is called.
CALL = st.tuples(
    st.lists(st.integers(0, 2), max_size=3),
    st.sampled_from(["loop", "other loop", "thread"]),
    st.booleans(),
)


@settings(deadline=None)
@given(calls=st.lists(CALL, max_size=14), places=st.tuples(*[st.integers(1, 2)] * 3))
def test_no_order_of_nested_limits_ends_in_a_deadlock(
    calls: list[Any], places: tuple[int, ...]
) -> None:
    limits = [llm.limit(concurrency=n, usd=100, tokens=10**6) for n in places]
    sync, asynchronous = make(), make(True)

    def within(chosen: list[int], fn: Callable[[], Any]) -> Any:
        with ExitStack() as stack:
            for number in chosen:
                stack.enter_context(limits[number])
            return fn()

    async def several(mine: list[Any]) -> None:
        async def one(chosen: list[int], cancelled: bool) -> None:
            task = asyncio.ensure_future(within(chosen, asynchronous))
            if cancelled:
                await asyncio.sleep(0)
                task.cancel()
            with suppress(asyncio.CancelledError):
                await task

        await asyncio.gather(*(one(chosen, cut) for chosen, _, cut in mine))

    pause = 0.0002
    work = Service(partial(time.sleep, pause), partial(asyncio.sleep, pause))
    with work.bound(), ThreadPoolExecutor(8) as pool:
        works: list[Any] = []
        for loop in ("loop", "other loop"):
            mine = [call for call in calls if call[1] == loop]
            works.append(pool.submit(asyncio.run, several(mine)))
        works += [
            pool.submit(within, chosen, sync)
            for chosen, where, _ in calls
            if where == "thread"
        ]
        for one in works:
            one.result(timeout=60)
    free(*limits)
    for number, limit in enumerate(limits):
        assert limit.requests <= sum(number in chosen for chosen, _, _ in calls)


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("kind", ["turn", "rate"])
def test_a_wait_ends_with_the_time_of_the_call(is_async: bool, kind: str) -> None:
    options: dict[str, Any] = {"requests_per_minute": 1, "usd": 1}
    if kind == "turn":
        options = {"concurrency": 1, "usd": 1}
    limit = llm.limit(**options)

    async def ask() -> str:
        return "hi"

    decorator = llm.call("openai", MODEL, limit=limit, timeout=0.05)
    fn = decorator(ask if is_async else lambda: "hi")
    opened = threading.Event()
    hold = opened.wait if kind == "turn" else lambda: None
    with Service(hold).bound() as binding, ThreadPoolExecutor(1) as pool:
        first = pool.submit(make(limit=limit))
        until(lambda: limit.concurrency + limit.requests == 1)
        with pytest.raises(llm.APITimeoutError):
            asyncio.run(fn()) if is_async else fn()
        assert limit.waiting == 0
        opened.set()
        first.result(60)
    assert binding._layer.count == 1
    free(limit)


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_each_try_takes_its_turn_and_leaves_it_before_it_waits(is_async: bool) -> None:
    sdk = pytest.importorskip("openai")
    limit = llm.limit(concurrency=1, usd=1, requests_per_minute=100)
    failing = [sdk.APIConnectionError(request=None)] * 2
    held: list[int] = []

    def work() -> None:
        held.append(limit.concurrency)
        if failing:
            raise failing.pop()

    policy = llm.RetryPolicy(attempts=3, max_wait_s=0.0)
    ask = make(is_async, limit=limit, retries=policy)
    with Service(work).bound(), llm.track() as tracked:
        asyncio.run(ask()) if is_async else ask()
    assert held == [1, 1, 1]
    assert (limit.requests, tracked.calls, tracked.failed) == (3, 3, 2)
    kinds = [type(one.error) for one in tracked.attempts]
    assert kinds == [sdk.APIConnectionError, sdk.APIConnectionError, type(None)]
    assert limit.spent_usd == pytest.approx(tracked.known_usd)
    free(limit)


def test_under_trio_tasks_wait_and_are_cancelled_too() -> None:
    trio = pytest.importorskip("trio")
    limit = llm.limit(concurrency=1, usd=1)
    ask = make(True, limit=limit)
    done: list[int] = []

    async def one(number: int) -> None:
        await ask()
        done.append(number)

    async def main() -> None:
        async with trio.open_nursery() as nursery:
            for number in range(10):
                nursery.start_soon(one, number)
        with trio.move_on_after(0.02):
            async with trio.open_nursery() as nursery:
                nursery.start_soon(hold)
                nursery.start_soon(ask)

    async def hold() -> None:
        answering._work_async = trio.sleep_forever
        await ask()

    answering = Service(work_async=partial(trio.sleep, 0.001))
    with answering.bound():
        trio.run(main)
    assert sorted(done) == [*range(10)]
    assert answering.most == 1
    free(limit)


def test_overrides_and_contexts_put_another_limit_in_its_place() -> None:
    own, other, around = (llm.limit(usd=1) for _ in range(3))
    ask = llm.call("openai", MODEL, limit=own)(lambda: "hi")
    with Service().bound():
        ask()
        llm.override(ask, limit=other)()
        with llm.context(limit=other), around:
            ask()
        with around:
            ask()
    assert (own.requests, other.requests, around.requests) == (2, 2, 2)


def test_an_answer_that_is_asked_for_again_is_counted_each_time() -> None:
    from pydantic import BaseModel

    class Book(BaseModel):
        pages: int

    limit = llm.limit(usd=1, concurrency=1)
    ask = make(limit=limit, response_model=Book, json_mode=True, validation_retries=2)
    with Service().bound(), llm.track() as tracked, pytest.raises(Exception):  # noqa: B017, PT011
        ask()
    assert (tracked.calls, tracked.failed, limit.requests) == (3, 0, 3)
    assert limit.spent_usd == pytest.approx(tracked.known_usd)
    free(limit)
