"""The emulator behind every provider's default client."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.contract.row import Row
from tests.contract.rows import ROWS
from tests.contract.way import Clients
from tests.emulator import Emulator

EMULATED: tuple[Row, ...] = tuple(row for row in ROWS if row.wire.emulated is not None)

Reach = Callable[[Row, bool], dict[str, Any]]


@pytest.fixture
def emulated(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """The emulator, which all default clients ask."""
    for row in EMULATED:
        assert row.wire.emulated is not None
        variable, path = row.wire.emulated
        monkeypatch.setenv(variable, emulator.url + path)
    emulator.reset()
    return emulator


@pytest.fixture(scope="session")
def emulated_clients(emulator: Emulator, runner: asyncio.Runner) -> Iterator[Clients]:
    """The clients of providers that have no default one."""
    clients = Clients(emulator, runner)  # pyright: ignore[reportArgumentType]  has `url`
    yield clients
    clients.close()


@pytest.fixture
def reach(emulated: Emulator, emulated_clients: Clients) -> Reach:
    """What a call needs to ask the emulator: `reach(row, is_async)`."""

    def reach(row: Row, is_async: bool) -> dict[str, Any]:
        row.sdk.need(is_async)
        if not row.sdk.needs_client:
            return {}
        return {"client": emulated_clients.get(row, is_async)}

    return reach
