"""Values that are kept up to a number."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.internals import put_bounded


def test_the_newest_are_kept() -> None:
    kept: dict[int, int] = {}
    for number in range(10):
        put_bounded(kept, number, number, 3)
    assert list(kept) == [7, 8, 9]


@pytest.fixture
def busy_threads():
    """Threads that take turns as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("busy_threads")
def test_threads_may_keep_at_the_same_time() -> None:
    kept: dict[int, int] = {}

    def fill(first: int) -> None:
        for number in range(first, first + 3000):
            put_bounded(kept, number, number, 2)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(fill, range(0, 24000, 3000)))
    assert len(kept) <= 2 + 8
    put_bounded(kept, -1, -1, 2)
    assert len(kept) == 2
