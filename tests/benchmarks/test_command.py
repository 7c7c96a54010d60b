"""`python -m benchmarks`, and what it says of other packages."""

from __future__ import annotations

import subprocess
import sys
import threading
from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks import profiling
from benchmarks.peers import environments
from benchmarks.rows import TABLES
from benchmarks.sampling import is_possible, sample

ROOT = Path(__file__).parents[2]
ROWS = {row.name: row for rows in TABLES.values() for row in rows}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_smoke_run_measures_the_rows_and_saves_nothing(tmp_path: Path) -> None:
    results = tmp_path / "results.json"
    rows = ["call", "books-200", "streams-50"]
    done = run("--smoke", "--save", "--only", *rows, "--results", str(results))
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith("| ")]
    assert [ROWS[name].title in done.stdout for name in rows] == [True] * 3
    assert len(lines) == 3 * 3  # a heading, a rule and a row for each table
    assert not results.exists()


def test_results_are_saved_where_it_is_said(tmp_path: Path) -> None:
    results = tmp_path / "results.json"
    arguments = ["--factor", "0.001", "--only", "async-call", "--save"]
    done = run(*arguments, "--results", str(results))
    assert done.returncode == 0, done.stderr
    assert '"async-call"' in results.read_text("utf-8")


def test_this_library_is_measured_as_its_peers_are() -> None:
    done = run("--smoke", "--peers", "mirascope")
    assert done.returncode == 0, done.stderr
    assert "structured stream, 2,000 books" in done.stdout


@pytest.mark.parametrize("arguments", [["--only", "no"], ["--peers", "no"]])
def test_unknown_names_are_refused_with_those_that_there_are(
    arguments: list[str],
) -> None:
    done = run(*arguments)
    assert done.returncode == 1
    assert done.stderr.startswith("there is no 'no': take one of ")


def test_rows_have_names_of_their_own() -> None:
    assert len(ROWS) == sum(map(len, TABLES.values()))


def test_hot_paths_are_rows_that_can_be_profiled() -> None:
    assert [name for name in profiling.PATHS if ROWS[name].make is None] == []


def test_page_of_the_profile_has_a_place_for_each_hot_path() -> None:
    text = profiling.PAGE.read_text("utf-8")
    for name in ("machine", *profiling.PATHS):
        assert text.count(f"<!-- begin {name} -->") == 1
        assert text.count(f"<!-- end {name} -->") == 1


@pytest.mark.skipif(not is_possible(), reason="the system has no timer of CPU time")
def test_samples_find_where_the_time_goes() -> None:
    if threading.current_thread() is not threading.main_thread():
        pytest.skip("only the main thread can be interrupted")

    from benchmarks import wire

    works = [lambda: wire.books(2000), lambda: wire.text_pieces(2000)]
    found, other = sample(works, "openai", seconds=0.3)
    assert found.seconds > 0
    assert found.components["the rest"] == found.components.total() > 10
    (_, function), count = found.functions.most_common(1)[0]
    assert function.startswith("books")
    assert found.share(count) > 0.5
    (_, function), _ = other.functions.most_common(1)[0]
    assert not function.startswith("books")


@pytest.mark.parametrize("name", environments.names())
def test_peer_is_a_module_and_its_packages_are_pinned(name: str) -> None:
    assert find_spec(f"benchmarks.peers.{name}") is not None
    for requirement in environments.pinned().get(name, []):
        assert "==" in requirement
        assert not requirement.startswith("litellm==1.107")
