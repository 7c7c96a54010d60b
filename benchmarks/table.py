"""How results are printed, kept in a file, and compared with the kept ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from . import machine
from .row import Result, Row, Unit

HEADINGS = (
    "what",
    "raw SDK",
    "ours",
    "ratio",
    "wall",
    "target",
    "reached",
    "last",
)
_LEFT = 1
"""How many of the first columns are aligned to the left."""


class Saved:
    """The results of the last run that was kept.

    Args:
        path: The JSON file, which need not exist.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        kept: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
        self._rows: dict[str, Any] = kept.get("rows", {})

    def last(self, row: Row) -> str:
        """Show the value that a row had.

        Args:
            row: The row.

        Returns:
            The value, or nothing.
        """
        kept = self._rows.get(row.name)
        return show(kept["value"], row.unit) if kept else ""

    def update(self, row: Row, result: Result) -> None:
        """Replace what is known about a row.

        Args:
            row: The row.
            result: Its new result.
        """
        self._rows[row.name] = {
            "title": row.title,
            "unit": row.unit,
            "raw": result.raw,
            "ours": result.ours,
            "value": round(result.value.value, 4),
            "error": round(result.value.error, 4),
            "wall": round(result.wall.value, 4) if result.wall else None,
            "target": row.limit,
            "reached": reached(row, result),
        }

    def write(self) -> None:
        """Write the file, with a description of this machine."""
        kept = {"machine": machine.describe(), "rows": self._rows}
        self._path.write_text(json.dumps(kept, indent=2) + "\n")


def reached(row: Row, result: Result) -> bool:
    """Tell whether a target is reached.

    Args:
        row: What is to be reached.
        result: What was measured.

    Returns:
        Whether the value is at or below the limit.
    """
    return result.value.value <= row.limit


def cells(row: Row, result: Result, saved: Saved, *, smoke: bool) -> list[str]:
    """Lay a result out as the cells of a line.

    Args:
        row: The row.
        result: Its result.
        saved: The last run that was kept.
        smoke: Whether the figures mean nothing, so that nothing is judged by them.

    Returns:
        One text for each heading.
    """
    value = show(result.value.value, row.unit)
    if result.value.error:
        value += f" ± {show(result.value.error, row.unit)}"
    return [
        row.title,
        amount(result.raw, row.unit),
        amount(result.ours, row.unit),
        value,
        show(result.wall.value, "x") if result.wall and row.unit == "x" else "",
        _target(row),
        "" if smoke else ("yes" if reached(row, result) else "NO"),
        saved.last(row),
    ]


def missing(row: Row) -> list[str]:
    """Lay out a row that the library cannot fill yet.

    Args:
        row: The row.

    Returns:
        One text for each heading.
    """
    return [row.title, "", "", "not available", "", _target(row), "", ""]


def render(lines: list[list[str]]) -> str:
    """Write lines as a Markdown table with aligned columns.

    Args:
        lines: The cells of each line.

    Returns:
        The table.
    """
    table: list[list[str]] = [list(HEADINGS), *lines]
    widths = [max(len(line[i]) for line in table) for i in range(len(HEADINGS))]
    rule = [
        "-" * width if i < _LEFT else "-" * (width - 1) + ":"
        for i, width in enumerate(widths)
    ]
    table.insert(1, rule)
    return "\n".join(_line(line, widths) for line in table)


def show(value: float, unit: Unit) -> str:
    """Write a value in the row's unit.

    Args:
        value: The value.
        unit: Its unit.

    Returns:
        The text.
    """
    if unit == "x":
        return f"{value:.3f}"
    return f"{value:.2f} MB" if unit == "MB" else f"{value:.1f} us"


def amount(value: float, unit: Unit) -> str:
    """Write what one side took.

    Args:
        value: Seconds, or MB.
        unit: The row's unit.

    Returns:
        The text.
    """
    if unit == "MB":
        return show(value, unit)
    if value < 0.01:
        return f"{value * 1e6:.{1 if value < 1e-4 else 0}f} us"
    return f"{value * 1e3:.1f} ms"


def _target(row: Row) -> str:
    return f"<= {row.limit:g}{'' if row.unit == 'x' else ' ' + row.unit}"


def _line(line: list[str], widths: list[int]) -> str:
    padded = [
        cell.ljust(width) if i < _LEFT else cell.rjust(width)
        for i, (cell, width) in enumerate(zip(line, widths, strict=True))
    ]
    return f"| {' | '.join(padded)} |"
