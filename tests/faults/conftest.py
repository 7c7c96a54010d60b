"""Fixtures of the faults: each provider once, sync and async."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from signal import ITIMER_REAL, SIGALRM, setitimer, signal

import pytest

from tests.contract.conftest import KINDS, clients, make_way
from tests.contract.row import Row
from tests.contract.rows import ROWS
from tests.contract.way import Way
from tests.server import Server

__all__ = ["clients", "make_way"]

PATIENCE_S = 60
_ways: dict[tuple[str, bool], Way] = {}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test for the providers that have code of their own, in both kinds."""
    if "way" in metafunc.fixturenames:
        chosen = set(filter(None, metafunc.config.getoption("rows").split(",")))
        rows = [
            row for row in ROWS if not row.twin and (not chosen or row.id in chosen)
        ]
        metafunc.parametrize("row", rows, ids=[row.id for row in rows])
        metafunc.parametrize("is_async", KINDS.values(), ids=KINDS.keys())


@pytest.fixture
def way(
    make_way: Callable[..., Way], server: Server, row: Row, is_async: bool
) -> Iterator[Way]:
    """One way of calling one provider, which may not hang."""
    if (row.id, is_async) not in _ways:
        way = _ways[row.id, is_async] = make_way(row, "llm", is_async)
        way.ask()  # imports take their time
    way = _ways[row.id, is_async]

    def give_up(*_: object) -> None:
        pytest.fail("it hangs")

    before = signal(SIGALRM, give_up)
    setitimer(ITIMER_REAL, PATIENCE_S)
    yield way
    setitimer(ITIMER_REAL, 0)
    signal(SIGALRM, before)
