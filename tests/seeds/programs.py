"""Reads the programs out of the documentation pages of the seeds."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.emulator import shared

SECTIONS = ("Provider-Specific Usage", "Async")
PROVIDERS = ("OpenAI", "xAI", "Groq")


@dataclass(frozen=True)
class Program:
    """One program."""

    page: str
    line: int
    path: tuple[str, ...]
    """The headings and tabs above it."""
    code: str

    @property
    def provider(self) -> str:
        return next(part for part in reversed(self.path) if part in PROVIDERS)

    @property
    def has_tools(self) -> bool:
        return bool(re.search(r"\btools=|BaseTool", self.code))

    @property
    def mixes(self) -> bool:
        """Whether it gives an async client to a sync function, a slip of the pages."""
        return "client" in self.code and (
            "Async" in self.code and "async def" not in self.code
        )

    @property
    def id(self) -> str:
        words = [part.lower().replace(" ", "-") for part in self.path]
        return f"{self.page}:{self.line}:{':'.join(words)}"


@cache
def programs() -> tuple[Program, ...]:
    """Read every program of the wanted sections for the wanted providers."""
    return tuple(
        program
        for page in sorted((shared() / "seeds").glob("*.txt"))
        for program in _read(page)
        if any(section in program.path for section in SECTIONS)
        and any(provider in program.path for provider in PROVIDERS)
        and "mirascope" in program.code
        and "--8<--" not in program.code
    )


def _read(page: Path) -> Iterator[Program]:
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
        elif re.match(r"\s*```python", line):
            start = number
            while not re.match(r"\s*```\s*$", lines[number]):
                number += 1
            tabs = [(at, title) for at, title in tabs if at < indent]
            titles = [title for _, title in tabs if title]
            yield Program(
                page.name[:3],
                start + 1,
                (*headings.values(), *titles),
                textwrap.dedent("\n".join(lines[start:number])).strip() + "\n",
            )
            number += 1
