"""Two ways that take turns leave out no way of calling a provider."""

from __future__ import annotations

import pytest

from .conftest import LAYERS, _is_async
from .row import Row
from .rows import ROWS


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.id)
def test_a_row_is_called_in_every_way_by_some_test(one: Row) -> None:
    tests = [f"test_{number}" for number in range(50)]
    taken = {tuple(_is_async(test, one, layer) for layer in LAYERS) for test in tests}
    assert taken == {(False, True), (True, False)}
