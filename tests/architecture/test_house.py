"""The figures of the layout are held: they may fall, and not rise."""

from __future__ import annotations

import pytest

from .house import figures

MOST = figures.allowed()["most"]
PASSED = ["plain", "template", "tool", "structured"]


def test_what_is_held_is_what_the_table_shows() -> None:
    assert list(MOST) == figures.HELD
    assert set(figures.before()) == {row.key for row in figures.ROWS}


@pytest.mark.parametrize("key", [key for key in MOST if key not in PASSED])
def test_a_figure_of_the_code_does_not_rise(key: str, in_text: figures.Figures) -> None:
    assert in_text[key] <= MOST[key], "`make house ARGS=--details` shows what counts"


@pytest.fixture(scope="module")
def in_text() -> figures.Figures:
    return figures.in_text()


@pytest.mark.parametrize("kind", PASSED)
def test_a_call_passes_no_more_files(kind: str, called: dict[str, list[str]]) -> None:
    assert len(called[kind]) <= MOST[kind], called[kind]


@pytest.fixture(scope="module")
def called() -> dict[str, list[str]]:
    pytest.importorskip("openai")
    files, _ = figures.called()
    return files
