"""The page for contributors names files, functions and classes that exist."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .source import PACKAGE, ROOT, modules

PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
LAYOUT = PAGE.partition("## How the code is laid out")[2].partition("### Rules")[0]
LINES = [line for line in LAYOUT.splitlines() if re.match(r"\d+\. |\| [A-Z]", line)]
EACH = pytest.mark.parametrize("line", LINES, ids=lambda line: line[:40])


def quoted(line: str) -> list[str]:
    return re.findall(r"`([^`]+)`", line)


def files(line: str) -> Iterator[tuple[str, list[Path]]]:
    """Give the files that a line names, each with those that it may mean."""
    for name in quoted(line):
        if name.endswith(".py") and not name.startswith("tests/"):
            yield name, [p for p in PACKAGE.rglob("*.py") if ends_with(p, name)]


def ends_with(path: Path, name: str) -> bool:
    parts = name.split("/")
    return list(path.parts[-len(parts) :]) == parts


def defined() -> dict[str, set[str]]:
    """Give the names that each file of the package defines, in classes too."""
    names: dict[str, set[str]] = {}
    for module in modules():
        found = names.setdefault(str(module.path), set())
        for node in ast.walk(module.tree):
            match node:
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    found.add(name)
                case ast.AsyncFunctionDef(name=name):
                    found.add(name)
                case ast.Name(id=name, ctx=ast.Store()):
                    found.add(name)
                case _:
                    pass
    return names


NAMES = defined()


def test_there_are_lines_to_check() -> None:
    assert len(LINES) > 30


@EACH
def test_every_file_it_names_exists(line: str) -> None:
    for name, found in files(line):
        assert found, f"there is no {name}"
        assert len(found) == 1 or "/" not in name, f"{name} is not the only one"
    for name in quoted(line):
        if name.startswith("tests/") or name.endswith(".toml"):
            assert (ROOT / name).exists(), f"there is no {name}"


@EACH
def test_every_name_stands_in_a_file_beside_it(line: str) -> None:
    beside = [str(path) for _, found in files(line) for path in found]
    known = {name for path in beside or NAMES for name in NAMES[path]}
    everywhere = {name for names in NAMES.values() for name in names}
    for name in quoted(line):
        parts = name.split(".")
        if name.endswith((".py", ".toml")) or not all(map(str.isidentifier, parts)):
            continue
        # A type that passes through may be defined elsewhere.
        among = everywhere if name[0].isupper() and not name.isupper() else known
        assert set(parts) <= among, f"{name} is not defined in {beside}"
