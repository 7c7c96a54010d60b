"""The tables and figures of the documentation, written from the results."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from . import plot, table
from .backend import ROOT
from .peers.work import TITLES
from .rows import bulk as bulk_rows
from .saved import Saved

DOCS = ROOT / "docs"
PAGE = DOCS / "benchmarks.md"
_COLUMNS = ("what", "raw SDK", "with mirascope", "ratio", "reach")
_SIDES = ("raw", "ours")
_NOT_PACKAGES = ("cpu", "cores", "system", "python", "mirascope")


def files(saved: Saved) -> dict[Path, str]:
    """Write all that the documentation shows of the results.

    Args:
        saved: The results.

    Returns:
        The texts of the files, the page with what is written by hand as it was.
    """
    parts = {
        "machine": machine(saved.machine),
        "tables": tables(saved),
        "bulk": bulk(saved),
        "peers": peers(saved.peers),
        "pieces": pieces(saved.peers),
    }
    text = PAGE.read_text("utf-8")
    for name, part in parts.items():
        text = filled(text, name, part)
    charts: dict[str, Callable[[Saved], str]] = {
        "benchmarks.svg": plot.ours,
        "benchmarks-peers.svg": plot.peers,
    }
    return {PAGE: text} | {DOCS / name: draw(saved) for name, draw in charts.items()}


def write(saved: Saved) -> None:
    """Write the documentation's files anew.

    Args:
        saved: The results.
    """
    for path, text in files(saved).items():
        path.write_text(text, "utf-8")


def filled(text: str, name: str, content: str) -> str:
    """Replace what stands between two marks.

    Args:
        text: The page.
        name: What the marks are called.
        content: What is to stand there.

    Returns:
        The page.

    Raises:
        ValueError: The page has no such marks, or more than one pair.
    """
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    made, count = pattern.subn(lambda _: f"{begin}\n\n{content}\n\n{end}", text)
    if count != 1:
        raise ValueError(f"the page has {count} places between {begin!r} and {end!r}")
    return made


def machine(facts: Mapping[str, str]) -> str:
    """Tell what a machine is.

    Args:
        facts: What describes it.

    Returns:
        A sentence.
    """
    packages = [f"{k} {v}" for k, v in facts.items() if k not in _NOT_PACKAGES]
    return (
        f"Measured on {facts['cores']} cores of {facts['cpu']}, with "
        f"{facts['system']}, {facts['python']}, "
        f"{', '.join(packages[:-1])} and {packages[-1]}."
    )


def tables(saved: Saved) -> str:
    """Write the tables of this library over the raw SDKs.

    Args:
        saved: The results.

    Returns:
        A heading and a table for each group of rows.
    """
    written: list[str] = []
    for title, rows in groupby(saved.rows.values(), lambda row: row["table"]):
        lines = [_cells(row) for row in rows]
        written.append(f"### {title}\n\n{table.render(_COLUMNS, lines)}")
    return "\n\n".join(written)


def bulk(saved: Saved) -> str:
    """Tell what an event loop spends on a stream, and on each of its chunks.

    Args:
        saved: The results.

    Returns:
        A table, from two rows whose streams differ only in their number of chunks.
    """
    if not {"streams-200", "streams-short"} <= saved.rows.keys():
        return ""
    long, short = saved.rows["streams-200"], saved.rows["streams-short"]
    more = bulk_rows.AT_ONCE * (bulk_rows.CHUNKS - 1)
    streams = [short[side] / bulk_rows.AT_ONCE for side in _SIDES]
    chunks = [(long[side] - short[side]) / more for side in _SIDES]
    lines = [
        [what, *[table.amount(side, "s") for side in both], f"{both[1] / both[0]:.3f}"]
        for what, both in (
            ("a stream, with its first chunk", streams),
            ("each further chunk", chunks),
        )
    ]
    return table.render(_COLUMNS[:-1], lines)


def peers(columns: Mapping[str, Any]) -> str:
    """Write a table of peers.

    Args:
        columns: Their results, by the titles of the columns.

    Returns:
        Their ratios, and below them the versions.
    """
    lines = [
        [title, *[_ratio(column["rows"].get(name)) for column in columns.values()]]
        for name, title in TITLES.items()
    ]
    for package in ("openai", "pydantic"):
        found = [column["packages"].get(package, "") for column in columns.values()]
        lines.append([f"with {package}", *found])
    return table.render(("what", *map(_headed, columns, columns.values())), lines)


def pieces(columns: Mapping[str, Any]) -> str:
    """Write in how many pieces each peer gives a stream.

    Args:
        columns: Their results, by the titles of the columns.

    Returns:
        A table.
    """
    lines = [
        [title, *[_items(column["rows"].get(name)) for column in columns.values()]]
        for name, title in TITLES.items()
        if name not in ("call", "model")
    ]
    return table.render(("what", *columns), lines)


def _cells(row: dict[str, Any]) -> list[str]:
    unit, amounts = row["unit"], row["amounts"]
    # What both sides of a difference take is of no interest by itself.
    both = [""] * 2 if unit == "us" else [table.amount(row[k], amounts) for k in _SIDES]
    packages = " ".join(
        f"{name} {version}" for name, version in row["packages"].items()
    )
    return [
        row["title"] + (f" ({packages})" if packages else ""),
        *both,
        table.estimate(row["value"], row["error"], unit),
        table.limit(row["target"], unit),
    ]


def _headed(title: str, column: dict[str, Any]) -> str:
    package, version = next(iter(column["packages"].items()))
    return f"{title} {version}" if package.startswith(title) else title


def _ratio(row: dict[str, Any] | None) -> str:
    return "-" if row is None else table.estimate(row["value"], row["error"], "x")


def _items(row: dict[str, Any] | None) -> str:
    return "-" if row is None or row["items"] is None else f"{row['items']:,}"
