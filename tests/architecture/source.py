"""The package's source, parsed once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "mirascope"

Kind = Literal["top", "late", "typing"]
"""When an import runs: with its module, with a function, or for type checkers only."""


class Import(NamedTuple):
    """One name that a module imports."""

    line: int
    name: str
    """The absolute name."""
    kind: Kind


@dataclass(frozen=True)
class Module:
    """A module of the package."""

    name: str
    path: Path
    where: str
    text: str
    tree: ast.Module

    @property
    def is_package(self) -> bool:
        return self.path.name == "__init__.py"

    def imports(self) -> Iterator[Import]:
        """Give every import, inside functions and for type checkers as well."""
        yield from self._imports(self.tree, "top")

    def _imports(self, tree: ast.AST, kind: Kind) -> Iterator[Import]:
        for node in ast.iter_child_nodes(tree):
            match node:
                case ast.Import(names=names):
                    for one in names:
                        yield Import(node.lineno, one.name, kind)
                case ast.ImportFrom(names=names):
                    base = self._absolute(node)
                    for one in names:
                        yield Import(node.lineno, f"{base}.{one.name}", kind)
                case ast.If(test=test) if ast.unparse(test).endswith("TYPE_CHECKING"):
                    for one in node.body:
                        wrapped = ast.Module([one], [])
                        yield from self._imports(wrapped, "typing")
                    for one in node.orelse:
                        yield from self._imports(ast.Module([one], []), kind)
                case ast.FunctionDef() | ast.AsyncFunctionDef() if kind == "top":
                    yield from self._imports(node, "late")
                case _:
                    yield from self._imports(node, kind)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        up = node.level - 1 if self.is_package else node.level
        parts = self.name.split(".")
        base = ".".join(parts[: len(parts) - up])
        return f"{base}.{node.module}" if node.module else base


@cache
def modules(root: Path = ROOT) -> tuple[Module, ...]:
    """Read every module of the package."""
    found = []
    for path in sorted((root / "mirascope").rglob("*.py")):
        where = path.relative_to(root)
        parts = where.with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        text = path.read_text("utf-8")
        found.append(Module(name, path, str(where), text, ast.parse(text)))
    return tuple(found)
