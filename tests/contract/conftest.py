"""Fixtures of the contract: every provider, both layers, sync and async."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from zlib import crc32

import pytest

from tests.server import Server

from .row import Row
from .rows import ALL_ROWS, ROWS
from .way import Clients, Way

LAYERS = ("core", "llm")
MATRICES = {"test_extraction_matrix", "test_tool_matrix"}
"""Modules that cross many values with each row: there each takes two ways."""
ALL_WAYS = "openai"
"""The row that takes all four ways elsewhere; the others take one of each layer."""
SHARED = MATRICES | {
    "test_extraction",
    "test_hostile_media",
    "test_prose",
    "test_override",
    "test_reasked_calls",
    "test_structured_streams",
    "test_user_code",
    "test_values",
}
"""Modules about code that twins share."""
KINDS = {"sync": False, "async": True}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test for the rows that have what it needs, in every way of calling."""
    names = metafunc.fixturenames
    if "row" not in names:
        return
    marks = list(metafunc.definition.iter_markers("needs"))
    needed = {want for mark in marks for want in mark.args}
    if unknown := needed - {one for row in ALL_ROWS for one in row.abilities}:
        raise pytest.UsageError(
            f"{metafunc.definition.name} needs {sorted(unknown)}, which no row has"
        )
    chosen = set(filter(None, metafunc.config.getoption("rows").split(",")))
    rows = [
        row
        for row in ROWS
        if needed <= row.abilities and (not chosen or row.id in chosen)
    ]
    module = metafunc.module.__name__.rpartition(".")[2]
    if module in SHARED:
        rows = [row for row in rows if not row.twin]
    if "layer" not in names:
        metafunc.parametrize("row", rows, ids=[row.id for row in rows])
    else:
        pairs = [
            (row, layer)
            for row in rows
            for layer in LAYERS
            if layer == "llm" or row.package is not None
        ]
        if "is_async" in names:
            every = metafunc.config.getoption("every_way")
            test = metafunc.definition.name
            ways = [
                (row, layer, kind)
                for row, layer in pairs
                for kind in KINDS
                if every
                or (row.id == ALL_WAYS and module not in MATRICES)
                or KINDS[kind] == _is_async(test, row, layer)
            ]
            metafunc.parametrize(
                ("row", "layer", "is_async"),
                [(row, layer, KINDS[kind]) for row, layer, kind in ways],
                ids=[f"{row.id}-{layer}-{kind}" for row, layer, kind in ways],
            )
            return
        ids = [f"{row.id}-{layer}" for row, layer in pairs]
        metafunc.parametrize(("row", "layer"), pairs, ids=ids)
    if "is_async" in names:
        metafunc.parametrize("is_async", KINDS.values(), ids=KINDS.keys())


def _is_async(test: str, row: Row, layer: str) -> bool:
    """Choose the kind of call: both for each row and each test, in their turn."""
    turn = crc32(f"{test} {row.id}".encode()) % 2 == 1
    return turn if layer == "core" else not turn


@pytest.fixture(scope="session")
def clients(the_server: Server, runner: asyncio.Runner) -> Iterator[Clients]:
    """The clients that tests pass to calls."""
    clients = Clients(the_server, runner)
    yield clients
    clients.close()


@pytest.fixture
def make_way(
    server: Server, runner: asyncio.Runner, clients: Clients
) -> Callable[..., Way]:
    """Make a way of calling: `make_way(row, layer, is_async)`."""

    def make_way(row: Row, layer: str = "llm", is_async: bool = False) -> Way:
        row.sdk.need(is_async)
        return Way(row, layer, is_async, server, runner, clients)

    return make_way


@pytest.fixture
def way(make_way: Callable[..., Way], row: Row, layer: str, is_async: bool) -> Way:
    """One way of calling one provider."""
    return make_way(row, layer, is_async)


@pytest.fixture
def agnostic(make_way: Callable[..., Way], row: Row, is_async: bool) -> Way:
    """The neutral layer alone."""
    return make_way(row, "llm", is_async)


@pytest.fixture
def neutral(make_way: Callable[..., Way], row: Row) -> Way:
    """The neutral layer alone, called synchronously."""
    return make_way(row)


@pytest.fixture
def sync_way(make_way: Callable[..., Way], row: Row, layer: str) -> Way:
    """One way of calling one provider, synchronously."""
    return make_way(row, layer)
