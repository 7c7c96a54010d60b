"""Errors are shown by names that can be imported, and stand in one tree."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from typing import Any

import pytest

from mirascope import exceptions

from .source import modules

ERRORS = [
    (module.name, node.name)
    for module in modules()
    for node in module.tree.body
    if isinstance(node, ast.ClassDef) and node.name.endswith("Error")
]


@pytest.mark.parametrize(("module", "name"), ERRORS)
def test_an_error_is_shown_by_a_name_that_can_be_imported(
    module: str, name: str
) -> None:
    error: Any = getattr(import_module(module), name)
    assert error.__module__.count("._") == 0, "what users see of it is private"
    assert name[0] != "_"
    assert getattr(import_module(error.__module__), name) is error


def test_the_tree_shows_every_error_below_its_base() -> None:
    rows = re.findall(r"^( *)- (\w+)", exceptions.__doc__ or "", re.MULTILINE)
    shown: list[tuple[str, str]] = []
    above: list[str] = []
    for indent, name in rows:
        del above[len(indent) // 4 :]
        shown += [(name, base) for base in above[-1:]]
        above.append(name)
    errors = [one for one in vars(exceptions).values() if isinstance(one, type)]
    assert sorted(shown) == sorted(
        (error.__name__, base.__name__)
        for error in errors
        for base in error.__bases__
        if base.__module__ == exceptions.__name__
    )
