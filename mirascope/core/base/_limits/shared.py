"""State that threads, event loops and the garbage collector change."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Lock


class SharedState:
    """State behind a lock, which is told what happened without waiting for it.

    The garbage collector closes an abandoned stream wherever it likes, also in a thread
    that holds the lock: whoever holds it takes in what was told meanwhile.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._told: deque[Callable[[], object]] = deque()

    def _tell(self, change: Callable[[], object]) -> None:
        """Make a change, now or when the lock is free again."""
        self._told.append(change)
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
