"""The Python blocks of the README, the documentation and the docstrings run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mirascope import close_clients, exceptions
from mirascope.llm import _registry
from tests import error_tables
from tests.answers import answer_to, need_embedded_model
from tests.fenced import Block, blocks
from tests.internals import KINDS
from tests.server import Server

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SOURCES = sorted((ROOT / "mirascope").rglob("*.py"))
UNTESTED = {"custom-providers.md": 1, "local.md": 1}
"""How many blocks of a page are only shown: they need what no test has."""
UPDATE = "UPDATE_DOCS" in os.environ


@pytest.mark.parametrize(
    "block", [*blocks(*PAGES, *SOURCES)], ids=lambda block: block.id
)
def test_block_prints_what_it_says(
    block: Block, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    if 'provider="local"' in block.code or "local.call" in block.code:
        need_embedded_model()
    server.will(answer_to)
    monkeypatch.setenv("OFFICE_BASE_URL", f"{server.url}/v1")
    monkeypatch.setattr(_registry, "_loaders", dict(_registry._loaders))
    monkeypatch.setattr(_registry, "_loaded", dict(_registry._loaded))
    try:
        printed = block.run(monkeypatch)
    except exceptions.MissingExtraError as error:
        pytest.skip(f"the block needs another package: {error}")
    close_clients()
    if block.is_checked and UPDATE:
        block.write(block.with_output(printed))
    elif block.is_checked:
        assert block.code == block.with_output(printed)


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


def test_every_error_is_documented() -> None:
    page = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    errors = {
        name
        for name, value in vars(exceptions).items()
        if isinstance(value, type)
        and value.__module__ == exceptions.__name__
        and not name.startswith("_")
    }
    assert {name for name in errors if f"`{name}`" not in page} == set()


def test_the_tables_of_errors_are_those_of_the_code() -> None:
    page = ROOT / "docs" / "errors.md"
    text = page.read_text(encoding="utf-8")
    if UPDATE:
        page.write_text(error_tables.page(text), encoding="utf-8")
    else:
        assert error_tables.page(text) == text, "run it with UPDATE_DOCS=1"


def test_every_kind_of_error_is_documented() -> None:
    page = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    assert {kind.__name__ for kind in KINDS if f"`{kind.__name__}`" not in page} == {
        "ProviderError"
    }
