"""Rates: `llm.limit` against services that count requests or tokens by the minute.

Each is asked for three minutes by threads and tasks that share one limit. After the
first minute it may refuse one request in a hundred, and has to be used to 95 %.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from mirascope import llm
from tests.server import Answer, Fault, Request, Server, Usage

from .clients import ROW

REQUESTS, TOKENS = 60, 10_000
"""What a service allows in a minute."""
MINUTE_S = 60.0
MINUTES = 3
THREADS, TASKS = 4, 8
REFUSED_MOST, USED_LEAST = 0.01, 0.95
PROVIDER = "openai"


@dataclass
class Window:
    """Counts by the minute, and begins anew with each."""

    size: float
    used: float = 0.0
    until: float = 0.0

    def wait_s(self, now: float) -> float:
        """Tell how long there is nothing left."""
        if now >= self.until:
            self.used = 0.0
            self.until = now + MINUTE_S - (now - self.until) % MINUTE_S
        return 0.0 if self.used < self.size else self.until - now


@dataclass
class Bucket:
    """Fills up all the time."""

    size: float
    used: float = 0.0
    at: float = 0.0

    def wait_s(self, now: float) -> float:
        """Tell how long there is nothing left."""
        rate = self.size / MINUTE_S
        self.used = max(0.0, self.used - (now - self.at) * rate)
        self.at = now
        return max(0.0, (self.used + 1 - self.size) / rate)


@dataclass
class Service:
    """A service that refuses what is too much."""

    name: str
    counts: Callable[[float], Window | Bucket]
    usage: Usage
    began: float = field(default_factory=time.monotonic)
    answered: int = 0
    refused: int = 0
    """After the first minute."""

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._requests, self._tokens = self.counts(REQUESTS), self.counts(TOKENS)
        self._requests.until = self._tokens.until = self.began
        self._requests.at = self._tokens.at = self.began

    def answer(self, _: Request) -> Answer:
        """Answer, or say when to come again."""
        with self._lock:
            now = time.monotonic()
            wait_s = max(self._requests.wait_s(now), self._tokens.wait_s(now))
            counts = MINUTE_S < now - self.began < MINUTES * MINUTE_S
            if wait_s:
                self.refused += counts
                headers = {"retry-after-ms": f"{wait_s * 1000:.0f}"}
                return Answer(fault=Fault(status=429, headers=headers))
            self._requests.used += 1
            self._tokens.used += self.usage.input + self.usage.output
            self.answered += counts
            return Answer(text="ok", usage=self.usage)

    @property
    def failures(self) -> list[str]:
        """What is not as it has to be."""
        found: list[str] = []
        refused = self.refused / max(1, self.answered + self.refused)
        if refused > REFUSED_MOST:
            found.append(f"{self.name}: {refused:.1%} of the requests are refused")
        if self.used < USED_LEAST:
            found.append(f"{self.name}: only {self.used:.1%} are used")
        return found

    @property
    def kept(self) -> dict[str, Any]:
        """What was counted."""
        values = {name: getattr(self, name) for name in ("name", "answered", "refused")}
        return values | {"used": round(self.used, 4)}

    @property
    def used(self) -> float:
        """The part that was used of what is allowed."""
        tokens = self.usage.input + self.usage.output
        allowed = min(REQUESTS, TOKENS / tokens) * (MINUTES - 1)
        return self.answered / allowed


def main() -> tuple[list[dict[str, Any]], list[str]]:
    """Ask all services; gives what was counted, and what is not as it has to be."""
    usages = {
        "requests": Usage(input=20, output=10, cached=None),
        "tokens": Usage(input=20, output=480, cached=None),
    }
    services = [
        Service(f"{what} {how}", kind, usage)
        for what, usage in usages.items()
        for how, kind in (("in each minute", Window), ("all the time", Bucket))
    ]
    with ThreadPoolExecutor(len(services)) as threads:
        list(threads.map(lambda one: asyncio.run(_ask(one)), services))
    return [one.kept for one in services], [one for s in services for one in s.failures]


async def _ask(service: Service) -> None:
    row = ROW[PROVIDER]
    limit = llm.limit(requests_per_minute=REQUESTS, tokens_per_minute=TOKENS)
    ends = service.began + MINUTES * MINUTE_S
    with Server() as server, ThreadPoolExecutor(THREADS) as threads:
        server.will(service.answer)

        def options(is_async: bool) -> Any:
            client: Any = row.make_client(server, is_async)
            return {"client": client, "limit": limit, "retries": 3}

        @llm.call(PROVIDER, row.model, **options(False))
        def ask() -> str:
            return "Say ok"

        @llm.call(PROVIDER, row.model, **options(True))
        async def ask_async() -> str:
            return "Say ok"

        def work() -> None:
            while time.monotonic() < ends:
                ask()

        async def work_async() -> None:
            while time.monotonic() < ends:
                await ask_async()

        running = [threads.submit(work) for _ in range(THREADS)]
        await asyncio.gather(
            *(work_async() for _ in range(TASKS)), *map(asyncio.wrap_future, running)
        )
