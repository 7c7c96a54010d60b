"""The Python blocks of the README, the documentation and the docstrings run."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_examples import CodeExample, EvalExample, find_examples

from mirascope import close_clients
from tests.answers import answer_to
from tests.server import Server

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
UNTESTED = {"custom-providers.md": 1, "local.md": 1}
"""How many blocks of a page are only shown: they need what no test has."""


@pytest.fixture
def program(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The server answers, stands in for the services, and `__main__` is put back."""
    server.will(answer_to)
    monkeypatch.setenv("OFFICE_BASE_URL", f"{server.url}/v1")
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    yield
    close_clients()


@pytest.mark.usefixtures("program")
@pytest.mark.parametrize(
    "example",
    find_examples(*map(str, PAGES), str(ROOT / "mirascope")),
    ids=lambda example: f"{example.path.name}:{example.start_line}",
)
def test_block_prints_what_it_says(
    example: CodeExample, eval_example: EvalExample
) -> None:
    eval_example.set_config(line_length=88, quotes="double", target_version="py311")
    if 'provider="local"' in example.source:
        pytest.importorskip("xllamacpp", reason="the engine is not installed")
        eval_example.run(example)
    elif eval_example.update_examples:
        eval_example.run_print_update(example)
    elif "#>" in example.source or '\n"""\n' in example.source:
        eval_example.run_print_check(example)
    else:
        eval_example.run(example)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_has_no_more_untested_blocks_than_it_says(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.count("```{.python}") == UNTESTED.get(page.name, 0)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_has_one_sentence_on_each_line(page: Path) -> None:
    fenced = False
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        fenced ^= line.startswith("```")
        prose = not fenced and not line.startswith(("|", "```", "#"))
        assert not (prose and ". " in line), f"{page.name}:{number}"
