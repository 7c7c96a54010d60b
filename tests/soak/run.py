"""Many calls of one provider at once, and what is measured around them."""

from __future__ import annotations

import asyncio
import faulthandler
import gc
import json
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from urllib.request import urlopen

from benchmarks.memory import resident

from .calls import Bell, Calls
from .clients import Clients
from .plan import ANSWER, LEFT, Plan, plan_of
from .result import Result

THREADS, TASKS = 8, 16
"""How many sync and async calls are on their way at a time."""
PATIENCE_S = 30
"""How long a call may take before it counts as hung."""


class Watch:
    """Ends the process when a call hangs, and shows where all threads are."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._since: dict[str, float] = {}
        self._patience_s = patience_s
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    @contextmanager
    def over(self, id: str) -> Iterator[None]:
        """Keep an eye on a call."""
        self._since[id] = time.monotonic()
        try:
            yield
        finally:
            del self._since[id]

    def _look(self) -> None:
        while not self._over.wait(1):
            late = time.monotonic() - self._patience_s
            if hung := [id for id, at in [*self._since.items()] if at < late]:
                sys.stderr.write(f"hung: {', '.join(hung)}\n")
                faulthandler.dump_traceback(all_threads=True)
                os._exit(3)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


class Run:
    """The calls of one provider, as they are made."""

    def __init__(self, provider: str, url: str) -> None:
        self.result = Result(provider=provider)
        self._url = url
        self._bell = Bell(url)
        self._watch = Watch()
        self._lock = threading.Lock()

    async def make(self, calls: int, warm_up: int) -> None:
        """Make calls, and measure what those after the first ones leave behind."""
        provider = self.result.provider
        clients = Clients(provider, self._url)
        await clients.make()
        made = Calls(provider, clients, self._bell)
        plans = [plan_of(provider, number) for number in range(calls)]
        with self._watch, ThreadPoolExecutor(THREADS) as threads:
            first = first_of_each(plans)
            for plan in first:  # alone: imports take their time
                await self._all(made, threads, [plan])
            rest = [plan for plan in plans if plan not in first]
            await self._all(made, threads, rest[:warm_up])
            memory, open_before = resident(), descriptors()
            await self._all(made, threads, rest[warm_up:])
            self.result.memory_mb = round(resident() - memory, 2)
            self.result.descriptors = descriptors() - open_before
        self.result.calls = calls
        await clients.close()
        self._bell.close()

    async def _all(
        self, calls: Calls, threads: ThreadPoolExecutor, plans: Sequence[Plan]
    ) -> None:
        """Make calls, some at a time."""
        of_threads = iter([plan for plan in plans if not plan.is_async])
        of_tasks = iter([plan for plan in plans if plan.is_async])

        def work() -> None:
            while plan := self._next(of_threads):
                with self._watch.over(plan.id):
                    self._note(plan, calls.ask(plan))

        async def work_async() -> None:
            while plan := self._next(of_tasks):
                with self._watch.over(plan.id):
                    self._note(plan, await calls.aask(plan))

        running = [threads.submit(work) for _ in range(THREADS)]
        await asyncio.gather(
            *(work_async() for _ in range(TASKS)), *map(asyncio.wrap_future, running)
        )

    def _next(self, plans: Iterator[Plan]) -> Plan | None:
        with self._lock:
            return next(plans, None)

    def _note(self, plan: Plan, outcome: str) -> None:
        result = self.result
        with self._lock:
            if outcome not in plan.outcomes:
                result.wrong.append(f"{outcome} instead of {plan.outcome}: {plan}")
            elif outcome == ANSWER:
                result.answered += 1
            elif outcome == LEFT:
                result.left += 1
            else:
                result.raised += 1


def first_of_each(plans: Sequence[Plan]) -> list[Plan]:
    """Choose a call of each shape, to which nothing happens."""
    found = {
        (plan.is_async, plan.stream, plan.mode): plan
        for plan in reversed(plans)
        if plan.faults == (None,)
    }
    return [*found.values()]


def run(provider: str, calls: int, url: str, *, warm_up: int = 0) -> Result:
    """Make many calls, and compare what came of each with its plan.

    Args:
        provider: The provider.
        calls: How many.
        url: Where the server is.
        warm_up: How many of them come before memory is first measured.

    Returns:
        What came of them.
    """
    report(url)
    began = time.monotonic()
    running = Run(provider, url)
    asyncio.run(running.make(calls, warm_up))
    running.result.seconds = round(time.monotonic() - began, 1)
    compare(running.result, report(url))
    return running.result


def compare(result: Result, found: dict[str, Any]) -> None:
    """Compare what the server counted with the plans."""
    counted: dict[str, int] = found["attempts"]
    result.requests = sum(counted.values())
    result.faults = dict(Counter(found["faults"]))
    result.early = found["early"]
    result.strange = found["unknown"] + found["unseen"]
    for number in range(result.calls):
        plan = plan_of(result.provider, number)
        times = counted.pop(plan.id, 0)
        text = f"{times} requests: {plan}"
        if times > plan.attempts:
            result.doubled.append(text)
        elif times < plan.attempts and not plan.may_end_early:
            result.missing.append(text)
    result.strange += list(counted)


def report(url: str) -> dict[str, Any]:
    """Ask the server what it has counted; it forgets it."""
    with urlopen(url + "/soak") as answer:
        return json.load(answer)


def descriptors() -> int:
    """Count the open descriptors of this process."""
    gc.collect()
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.exists() else 0
