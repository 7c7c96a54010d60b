"""The emulator behind every provider's default client."""

from __future__ import annotations

import pytest

from tests.contract.row import Row
from tests.contract.rows import ROWS
from tests.emulator import Emulator

EMULATED: tuple[Row, ...] = tuple(row for row in ROWS if row.emulated is not None)


@pytest.fixture
def emulated(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """The emulator, which all default clients ask."""
    for row in EMULATED:
        assert row.emulated is not None
        variable, path = row.emulated
        monkeypatch.setenv(variable, emulator.url + path)
    emulator.reset()
    return emulator
