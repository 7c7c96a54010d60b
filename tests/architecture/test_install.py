"""What newcomers are told to type installs this project, and nothing else."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from .source import ROOT

INDEPENDENT = (
    "independent implementation of the Mirascope v1 API for the provider SDKs of today"
)
SHOWN = ("README.md", "docs", "mirascope", "examples", "scripts", "changelog.d")


def project() -> dict:
    """Read the metadata."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def shown() -> Iterator[tuple[str, str]]:
    """Give the files that users read, with their text."""
    for name in SHOWN:
        path = ROOT / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix in (".md", ".py", ".txt"):
                yield str(file.relative_to(ROOT)), file.read_text("utf-8")


def test_no_line_installs_the_product_that_an_index_has_under_this_name() -> None:
    wrong = re.compile(
        r"""install\s+(?:-\S+\s+)*[`"']?mirascope\b|\badd\s+["']?mirascope\b|"""
        r"mirascope\["
    )
    assert [where for where, text in shown() if wrong.search(text)] == []


def test_every_install_line_names_extras_that_exist() -> None:
    named = {
        extra
        for _, text in shown()
        for extras in re.findall(r'pip install -e "\.\[([\w,-]+)\]"', text)
        for extra in extras.split(",")
    }
    assert "openai" in named
    assert named <= set(project()["optional-dependencies"])


def test_readme_start_page_and_metadata_say_what_this_is() -> None:
    for name in ("README.md", "docs/index.md"):
        assert INDEPENDENT in (ROOT / name).read_text("utf-8"), name
    assert INDEPENDENT in project()["description"]


def test_the_version() -> None:
    assert project()["version"] == "1.26.0"


def test_the_extra_of_all_holds_every_other_one() -> None:
    extras = project()["optional-dependencies"]
    held = {
        extra
        for line in extras["all"]
        for extra in line.removeprefix("mirascope[").removesuffix("]").split(",")
    }
    assert held == set(extras) - {"all"}
