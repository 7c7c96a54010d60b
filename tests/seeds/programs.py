"""Reads the programs out of the documentation pages of the seeds."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from tests.emulator import shared

from .services import SERVICES, Service, service_of

STYLES = ("Shorthand", "Messages", "String Template", "BaseMessageParam")


@dataclass(frozen=True)
class Block:
    """One block of code."""

    page: str
    line: int
    path: tuple[str, ...]
    """The headings and tabs above it."""
    code: str

    @property
    def is_include(self) -> bool:
        """Whether it stands for a file that is not there, as a template of the page."""
        return "--8<--" in self.code

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.code)

    @property
    def is_empty(self) -> bool:
        """Whether there are only comments, such as `Not Supported`."""
        return not self.is_include and not self.tree.body

    @property
    def uses_the_library(self) -> bool:
        return any(name.startswith("mirascope") for name, _ in self.imports)

    @cached_property
    def imports(self) -> tuple[tuple[str, str | None], ...]:
        """Each module, and the name that is taken from it."""
        found: list[tuple[str, str | None]] = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found += [(alias.name, None) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                found += [(node.module or "", alias.name) for alias in node.names]
        return tuple(found)

    @cached_property
    def service(self) -> Service:
        """Who is asked."""
        for title in reversed(self.path):
            if service := service_of(title):
                return service
        found = re.search(r"mirascope\.core\.(\w+)", self.code)
        assert found is not None, self.id
        return SERVICES[found[1]]

    @property
    def is_async(self) -> bool:
        return "async def" in self.code

    @property
    def has_tools(self) -> bool:
        return bool(re.search(r"\btools=|BaseTool", self.code))

    @property
    def mixes(self) -> bool:
        """Whether it gives an async client to a sync function, a slip of the pages."""
        return "client" in self.code and "Async" in self.code and not self.is_async

    @property
    def has_placeholder(self) -> bool:
        """Whether it asks an address that the reader has to fill in."""
        return bool(re.search(r"endpoint=\"(?!https?:)", self.code))

    @property
    def leaves_client(self) -> bool:
        """Whether it asks a client whose context has ended."""
        return "async with session.create_client" in self.code

    @property
    def wants_own_process(self) -> bool:
        """Whether its SDK keeps what belongs to the event loop of one program."""
        return any(name.startswith("google.generativeai") for name, _ in self.imports)

    @property
    def id(self) -> str:
        words = [part.lower().replace(" ", "-") for part in self.path]
        return f"{self.page}:{self.line}:{':'.join(words)}".partition("[")[0]


@cache
def blocks() -> tuple[Block, ...]:
    """Read every block of Python on every page."""
    return tuple(
        block
        for page in sorted((shared() / "seeds").glob("*.txt"))
        for block in _read(page)
    )


@cache
def programs() -> tuple[Block, ...]:
    """Read every block that is a program."""
    return tuple(
        block for block in blocks() if not block.is_include and not block.is_empty
    )


def _read(page: Path) -> Iterator[Block]:
    lines = page.read_text("utf-8").splitlines()
    headings: dict[int, str] = {}
    tabs: list[tuple[int, str]] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        indent = len(line) - len(line.lstrip())
        if heading := re.match(r"(#+) (.+)", line):
            level = len(heading[1])
            headings = {k: v for k, v in headings.items() if k < level}
            headings[level] = heading[2].strip()
            tabs.clear()
        elif tab := re.match(r'\s*(?:===|\?\?\?|!!!)[^"]*"(.*)"', line):
            tabs = [(at, title) for at, title in tabs if at < indent]
            tabs.append((indent, tab[1].strip()))
        elif fence := re.match(r"\s*```(\w*)", line):
            start = number
            while not re.match(r"\s*```\s*$", lines[number]):
                number += 1
            number += 1
            if fence[1] not in ("", "python"):
                continue
            tabs = [(at, title) for at, title in tabs if at < indent]
            titles = [title for _, title in tabs if title]
            yield Block(
                page.name[:3],
                start + 1,
                (*headings.values(), *titles),
                textwrap.dedent("\n".join(lines[start : number - 1])).strip() + "\n",
            )
