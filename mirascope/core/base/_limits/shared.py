"""State that threads, event loops and the garbage collector change."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import Any


class SharedState:
    """State behind a lock, which is told what happened without waiting for it.

    The garbage collector closes an abandoned stream wherever it likes, also in a thread
    that holds the lock: whoever holds it takes in what was told meanwhile.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._told: deque[Callable[[], object]] = deque()

    def tell(self, change: Callable[..., object], *args: Any) -> None:
        """Make a change, now or when the lock is free again."""
        if not self._told and self._lock.acquire(blocking=False):
            try:
                change(*args)
            finally:
                self._lock.release()
        else:
            self._told.append(partial(change, *args))
        if self._told:
            self._take_in()

    def _take_in(self) -> None:
        """Make the changes that were told; called after the lock was released too."""
        told = self._told
        while told and self._lock.acquire(blocking=False):
            try:
                while told:
                    told.popleft()()
            finally:
                self._lock.release()
