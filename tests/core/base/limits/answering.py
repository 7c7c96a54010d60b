"""Answers without a network, and a clock that tests turn."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, ClassVar

from mirascope import llm
from mirascope.core import openai
from tests.internals import Binding, Clock, Either, Layer, Position, ProviderRequest

MODEL = "gpt-4o-mini"
INPUT_USD, OUTPUT_USD = 0.15e-6, 0.6e-6
"""What a token of that model costs."""


def completion(given: int = 100, made: int = 50, **more: Any) -> dict[str, Any]:
    """Make the answer of a service."""
    message = {"role": "assistant", "content": "fine"}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    usage = {"prompt_tokens": given, "completion_tokens": made}
    return {"id": "a", "model": MODEL, "choices": [choice], "usage": usage} | more


class Service(Layer):
    """Answers in the place of the SDK, and notes how many it does at a time.

    Args:
        work: Called for each request in sync calls.
        work_async: The same in async ones.
        answer: What is answered.
    """

    position: ClassVar[Position] = Position.ANSWER

    def __init__(
        self,
        work: Callable[[], Any] = lambda: None,
        work_async: Callable[[], Any] | None = None,
        answer: Any = None,
    ) -> None:
        self._work = work
        self._work_async = work_async or work
        self._answer = completion() if answer is None else answer
        self._lock = threading.Lock()
        self.now = self.most = self.count = 0
        self.seen: list[str] = []
        """What was asked, in the order in which it came."""

    def answer(self, request: ProviderRequest, send: Any) -> Any:
        assert request.meter is not None
        request.meter.sent = True
        with self._lock:
            self.count += 1
            self.seen.append(request.kwargs["messages"][-1]["content"])
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            yield Either(self._work, self._work_async)
        finally:
            with self._lock:
                self.now -= 1
        return self._answer

    def bound(self) -> Binding:
        """Let it answer whatever is sent in this process."""
        return Binding(self, everywhere=True)


class HandClock(Clock):
    """A clock that stands still while nobody waits for it."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.waits: list[float] = []
        clock = self

        class Turned:
            def __init__(self) -> None:
                self.is_set = False

            def set(self) -> bool:
                self.is_set = True
                return True

            def wait(self, seconds: float) -> None:
                if not self.is_set:
                    clock.waits.append(seconds)
                    clock.time += seconds
                self.is_set = False

        self.thread_event = self.task_event = Turned

    def now(self) -> float:
        return self.time


def clocked(**options: Any) -> tuple[llm.Limit, HandClock]:
    """Make a limit with a clock of its own."""
    clock = HandClock()
    return type("Clocked", (llm.Limit,), {"_clock": clock})(**options), clock


def make(is_async: bool = False, model: str = MODEL, **options: Any) -> Any:
    """Make a call that nobody but a layer can answer."""

    async def ask(text: str = "hi") -> str:
        return text

    return openai.call(model, **options)(ask if is_async else lambda text="hi": text)
