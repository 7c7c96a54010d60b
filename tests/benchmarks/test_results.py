"""What is kept of a run, and how it is shown."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from benchmarks import page, plot, table
from benchmarks.measure import Estimate, Scale
from benchmarks.peers.work import TITLES, WORKS
from benchmarks.row import Result, Row
from benchmarks.saved import RESULTS, Saved

RESULT = Result(raw=2e-3, ours=1e-3, value=Estimate(0.5, 0.01), wall=Estimate(0.6, 0))


def measure(scale: Scale, url: str) -> Result:
    return RESULT


def row(name: str, limit: float | None = 1.0) -> Row:
    return Row(name=name, title=f"`{name}`", limit=limit, measure=measure)


@pytest.fixture
def saved(tmp_path: Path) -> Saved:
    made = Saved(tmp_path / "results.json")
    made.update("Calls", row("one"), RESULT)
    made.update("Calls", row("two", None), RESULT)
    made.update_peers(
        {
            "mirascope": {
                "packages": {"mirascope": "0.1", "openai": "3.1"},
                "rows": {"call": {"value": 0.5, "error": 0.01, "items": None}},
            },
            "slow": {
                "packages": {"slow-slim": "2.1", "openai": "3.2"},
                "rows": {
                    "call": {"value": 2.0, "error": 0.1, "items": None},
                    "books-200": {"value": 60.0, "error": 0.0, "items": 12},
                },
            },
        }
    )
    return made


def test_files_of_the_documentation_agree_with_the_results() -> None:
    for path, text in page.files(Saved()).items():
        assert path.read_text("utf-8") == text, f"{path.name}: run `--docs`"


def test_results_are_read_back(saved: Saved, tmp_path: Path) -> None:
    saved.write(order={"two": 0, "one": 0}, whole=True)
    read = Saved(tmp_path / "results.json")
    assert list(read.rows) == ["two", "one"]
    assert read.rows["one"]["reached"] is True
    assert read.rows["two"]["reached"] is None
    assert read.peers == saved.peers
    assert read.machine["python"]


def test_rows_that_are_no_more_are_forgotten(saved: Saved, tmp_path: Path) -> None:
    saved.write(order={"one": 0}, whole=True)
    assert list(Saved(tmp_path / "results.json").rows) == ["one"]


def test_part_of_a_run_keeps_the_machine_of_the_whole(
    saved: Saved, tmp_path: Path
) -> None:
    saved.machine = {"cpu": "another one"}
    saved.write(order=saved.rows, whole=False)
    assert Saved(tmp_path / "results.json").machine == {"cpu": "another one"}
    saved.write(order=saved.rows, whole=True)
    assert Saved(tmp_path / "results.json").machine["cpu"] != "another one"


def test_table_judges_by_the_limit_but_never_a_smoke_run(saved: Saved) -> None:
    line = table.cells(row("one"), RESULT, saved, smoke=False)
    assert line == [
        "`one`", "2,000 µs", "1,000 µs", "0.500 ± 0.010", "0.600", "≤ 1.00", "yes",
        "0.500",
    ]  # fmt: skip
    assert table.cells(row("x", 0.4), RESULT, saved, smoke=False)[-2:] == ["NO", ""]
    assert table.cells(row("x", 0.4), RESULT, saved, smoke=True)[-2:] == ["", ""]


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.12345, "x", "0.123"),
        (84.21, "x", "84.2"),
        (-12.34, "us", "-12.3 µs"),
        (1.234, "MB", "1.23 MB"),
    ],
)
def test_values_are_shown_with_their_unit(value: float, unit: Any, text: str) -> None:
    assert table.show(value, unit) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (12.34e-6, "s", "12.3 µs"),
        (1.234e-3, "s", "1,234 µs"),
        (0.1234, "s", "123.4 ms"),
        (1.2345, "s", "1,234 ms"),
        (4.56, "KB", "4.6 KB"),
    ],
)
def test_amounts_are_shown_with_their_unit(value: float, unit: Any, text: str) -> None:
    assert table.amount(value, unit) == text


def test_marks_of_a_page_are_filled_again_and_again() -> None:
    text = "a\n<!-- begin x -->\n<!-- end x -->\nb"
    once = page.filled(text, "x", r"\1 new")
    assert once == "a\n<!-- begin x -->\n\n\\1 new\n\n<!-- end x -->\nb"
    assert page.filled(once, "x", r"\1 new") == once
    with pytest.raises(ValueError, match="has 0 places"):
        page.filled(text, "y", "new")


def test_peers_have_a_column_each_with_what_they_can(saved: Saved) -> None:
    lines = [
        re.split(r" *\| *", line)[1:-1] for line in page.peers(saved.peers).split("\n")
    ]
    assert lines[0] == ["what", "mirascope 0.1", "slow 2.1"]
    assert lines[2] == ["one call", "0.500 ± 0.010", "2.000 ± 0.100"]
    assert ["structured stream, 200 books", "-", "60.0"] in lines
    assert ["with openai", "3.1", "3.2"] in lines
    assert "12 |" in page.pieces(saved.peers)


def test_every_work_of_the_peers_has_a_title() -> None:
    assert list(TITLES) == list(WORKS)


def test_bars_begin_where_the_ratio_is_one(saved: Saved) -> None:
    root = ElementTree.fromstring(plot.peers(saved))  # noqa: S314  our own text
    bars = [e for e in root.iter() if e.get("class") in ("ours", "other")]
    (line,) = [e.get("d", "") for e in root.iter() if e.get("class") == "one"]
    one = float(line[1:].partition(" ")[0])
    edges = [
        (e.get("class"), float(e.get("x", "")), float(e.get("width", ""))) for e in bars
    ]
    assert [name for name, _, _ in edges] == ["ours", "other", "other"]
    (_, left, width), (_, right, twice), (_, far, much) = edges
    assert left + width == pytest.approx(one, abs=0.2)
    assert right == far == one
    assert twice == pytest.approx(width, abs=0.2)
    assert much > 5 * twice


def test_plots_have_only_ratios_of_time(saved: Saved) -> None:
    grown = replace(row("m"), title="memory", unit="MB", amounts="MB")
    saved.update("Memory", grown, RESULT)
    drawn = plot.ours(saved)
    assert "one" in drawn
    assert "memory" not in drawn


def test_results_hold_no_address() -> None:
    assert "://" not in RESULTS.read_text("utf-8")
