"""Bodies with status 200 that are no answers."""

from __future__ import annotations

import pytest

from tests.contract.way import Way
from tests.server import Answer, Fault

from .outcome import SDK, outcome
from .table import BODIES, CONTENT_TYPES, STATUSES, allowed, expected, kind_of

MODES = ("tools", "model", "json")


@pytest.mark.parametrize("name", BODIES)
def test_a_body_ends_in_what_the_table_says(way: Way, name: str) -> None:
    answer = Answer(fault=Fault(body=BODIES[name], kind=kind_of(name)))
    turn = list(BODIES).index(name)
    # Another mode takes the same way through the SDK: one of the two kinds shows it.
    modes = ("text", MODES[turn // 2 % 3]) if turn % 2 == way.is_async else ("text",)
    for mode in modes:
        for stream in (False, True):
            found = outcome(way, answer, mode, stream=stream)
            assert found == expected(name, way.row.id, stream=stream), (mode, stream)


def test_a_status_ends_in_an_error_of_the_sdk(way: Way) -> None:
    once = {"retry-after": "0", "x-should-retry": "false"}
    for number, status in enumerate(STATUSES):
        answer = Answer(fault=Fault(status=status, headers=once))
        found = outcome(way, answer, stream=bool(number % 2), own_client=True)
        assert found == SDK, status


@pytest.mark.parametrize("kind", CONTENT_TYPES)
def test_an_answer_of_another_content_type_is_one_or_an_error(
    way: Way, kind: str
) -> None:
    answer = Answer(fault=Fault(kind=kind))
    for stream in (False, True):
        found = outcome(way, answer, stream=stream)
        assert found in allowed(kind, way.row.id, stream=stream), (found, stream)
