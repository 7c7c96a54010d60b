"""Python blocks in Markdown and docstrings: found, run, and told what they printed.

What a `print` gives stands below it, each line after `# > `.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from textwrap import dedent, indent
from types import ModuleType
from typing import Any

import pytest

_BLOCK = re.compile(
    r"^(?P<indent> *)```python\n(?P<code>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)
_OUTPUT = re.compile(r" *# >")


@dataclass(frozen=True)
class Block:
    """A fenced block of Python."""

    path: Path
    line: int
    """The line of the page that the code begins on."""
    margin: str
    """The spaces that the block is indented by."""
    text: str
    """The code as it stands on the page."""

    @property
    def id(self) -> str:
        return f"{self.path.name}:{self.line}"

    @property
    def code(self) -> str:
        """The code by itself."""
        return dedent(self.text)

    @property
    def is_checked(self) -> bool:
        """Whether the block says what it prints."""
        return any(map(_OUTPUT.match, self.code.splitlines()))

    def run(self, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
        """Run the code as a program of its own.

        Returns:
            The line of each `print` that was reached, and what it gave.
        """
        printed: list[tuple[int, str]] = []

        def note(
            *values: Any, sep: str = " ", end: str = "\n", flush: bool = False
        ) -> None:
            text = sep.join(map(str, values)) + end
            printed.append((sys._getframe(1).f_lineno, text))

        module = ModuleType("__main__")
        module.__dict__["print"] = note
        monkeypatch.setitem(sys.modules, "__main__", module)
        # So that a traceback shows the page.
        code = "\n" * (self.line - 1) + self.code
        exec(compile(code, str(self.path), "exec"), module.__dict__)  # noqa: S102  the documentation is ours
        return [(line - self.line + 1, text) for line, text in printed]

    def with_output(self, printed: list[tuple[int, str]]) -> str:
        """Give the code with what it printed below each `print`."""
        ends = _ends(self.code)
        below: dict[int, list[str]] = {}
        for line, group in groupby(sorted(printed, key=lambda one: one[0]), _first):
            end, column = ends[line]
            texts = "".join(text for _, text in group).splitlines()
            below[end] = [f"{' ' * column}# > {text}".rstrip() for text in texts]
        lines: list[str] = []
        for number, line in enumerate(self.code.splitlines(), 1):
            if not _OUTPUT.match(line):
                lines.append(line)
            lines.extend(below.get(number, []))
        return "\n".join(lines) + "\n"

    def write(self, code: str) -> None:
        """Put other code into the page."""
        page = self.path.read_text(encoding="utf-8")
        assert page.count(self.text) == 1, f"{self.id} stands on the page twice"
        page = page.replace(self.text, indent(code, self.margin))
        self.path.write_text(page, encoding="utf-8")


def _first(one: tuple[int, str]) -> int:
    return one[0]


def _ends(code: str) -> dict[int, tuple[int, int]]:
    """Give the last line and the column of the statement of each `print`."""
    return {
        node.lineno: (node.end_lineno or node.lineno, node.col_offset)
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Expr)
    }


def blocks(*paths: Path) -> Iterator[Block]:
    """Find the blocks of pages and of Python files."""
    for path in paths:
        page = path.read_text(encoding="utf-8")
        for match in _BLOCK.finditer(page):
            line = page.count("\n", 0, match.start("code")) + 1
            yield Block(path, line, match["indent"], match["code"])
