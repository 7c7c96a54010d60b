"""Files and functions stay small, and the rules that keep the code simple are kept."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator

import pytest

from .source import Module, modules

FILE_LINES = 400
FUNCTION_LINES = 60
OVERLOADS = 61
IGNORES = 25
# Overloads are written out once, and may be long.
LONG: set[str] = set()
EACH = pytest.mark.parametrize("module", modules(), ids=lambda module: module.where)


@EACH
def test_no_file_is_too_long(module: Module) -> None:
    lines = module.text.count("\n")
    assert lines <= FILE_LINES or module.name in LONG


@EACH
def test_no_function_is_too_long(module: Module) -> None:
    long = [
        f"{module.where}:{node.lineno} {node.name}: {lines}"
        for node in functions(module)
        if (lines := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    ]
    assert not long


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@EACH
def test_async_is_written_in_base_only(module: Module) -> None:
    parts = module.name.split(".")
    in_core = parts[:2] == ["mirascope", "core"] and len(parts) > 2
    if not in_core or parts[2] in ("base", "bedrock", "local"):
        return
    found = [
        f"{module.where}:{node.lineno}"
        for node in functions(module)
        if isinstance(node, ast.AsyncFunctionDef)
    ]
    assert not found


def test_async_is_written_in_few_modules_of_base() -> None:
    found = {
        module.name
        for module in modules()
        if module.name.startswith("mirascope.core.base")
        for node in functions(module)
        if isinstance(node, ast.AsyncFunctionDef) and not _is_typing(node)
    }
    assert len(found) <= 12, sorted(found)


def _is_typing(node: ast.AsyncFunctionDef) -> bool:
    last = node.body[-1]
    return isinstance(last, ast.Expr) and ast.unparse(last) == "..."


@EACH
def test_nothing_is_called_utils(module: Module) -> None:
    assert not re.search(r"\butils?\b|_utils?\b|\bhelpers?\b", module.name) or (
        re.fullmatch(r"mirascope\.core\.\w+\._utils", module.name)
    )


@EACH
def test_a_utils_module_defines_nothing(module: Module) -> None:
    if module.name.endswith("._utils"):
        kinds = {type(node) for node in module.tree.body}
        assert kinds <= {ast.Expr, ast.ImportFrom, ast.Assign}


@EACH
def test_a_module_opens_with_one_sentence(module: Module) -> None:
    text = ast.get_docstring(module.tree)
    assert text, f"{module.where} has no docstring"
    assert text.splitlines()[0][-1] in ".:", text.splitlines()[0]


@EACH
def test_state_is_not_kept_in_threads(module: Module) -> None:
    assert "threading.local" not in module.text


@EACH
def test_an_ignore_names_its_rule_and_its_reason(module: Module) -> None:
    bare = [
        f"{module.where}:{line}: {comment}"
        for line, comment in ignores(module)
        if not re.search(r"ignore\s*\[\w+(, ?\w+)*\]\s+\S", comment)
    ]
    assert not bare


def test_ignores_stay_within_the_budget() -> None:
    found = [
        f"{module.where}:{line}" for module in modules() for line, _ in ignores(module)
    ]
    assert len(found) <= IGNORES, "\n".join(found)


def ignores(module: Module) -> Iterator[tuple[int, str]]:
    reader = io.StringIO(module.text).readline
    for token in tokenize.generate_tokens(reader):
        if token.type == tokenize.COMMENT and re.search(
            r"(type|pyright):\s*ignore", token.string
        ):
            yield token.start[0], token.string


def test_overloads_stay_few() -> None:
    found = [
        f"{module.where}:{node.lineno}"
        for module in modules()
        for node in functions(module)
        for decorator in node.decorator_list
        if ast.unparse(decorator).endswith("overload")
    ]
    assert len(found) <= OVERLOADS, len(found)
