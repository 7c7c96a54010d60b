"""How results are written: on the terminal, and as the tables of the documentation."""

from __future__ import annotations

from .row import Amounts, Result, Row, Unit
from .saved import Saved, reached

HEADINGS = ("what", "raw SDK", "ours", "ratio", "wall", "reach", "reached", "last")


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
    last = saved.rows.get(row.name)
    is_reached = None if smoke else reached(row, result)
    return [
        row.title,
        amount(result.raw, row.amounts),
        amount(result.ours, row.amounts),
        estimate(result.value.value, result.value.error, row.unit),
        show(result.wall.value, "x") if result.wall and row.unit == "x" else "",
        limit(row.limit, row.unit),
        "" if is_reached is None else ("yes" if is_reached else "NO"),
        show(last["value"], row.unit) if last else "",
    ]


def missing(row: Row) -> list[str]:
    """Lay out a row whose packages are not there.

    Args:
        row: The row.

    Returns:
        One text for each heading.
    """
    return [row.title, "", "", "not here", "", limit(row.limit, row.unit), "", ""]


def render(headings: tuple[str, ...], lines: list[list[str]]) -> str:
    """Write lines as a Markdown table with aligned columns.

    Args:
        headings: What stands above the columns.
        lines: The cells of each line.

    Returns:
        The table, all columns but the first aligned to the right.
    """
    table: list[list[str]] = [list(headings), *lines]
    widths = [max(len(line[i]) for line in table) for i in range(len(headings))]
    first, *others = widths
    rule = ["-" * first, *["-" * (width - 1) + ":" for width in others]]
    table.insert(1, rule)
    return "\n".join(_line(line, widths) for line in table)


def estimate(value: float, error: float, unit: Unit) -> str:
    """Write a value with its error.

    Args:
        value: The value.
        error: Half its interval, or 0 where it is not known.
        unit: Its unit.

    Returns:
        The text.
    """
    return show(value, unit) + (f" ± {show(error, unit)}" if error else "")


def show(value: float, unit: Unit) -> str:
    """Write a value in a row's unit.

    Args:
        value: The value.
        unit: Its unit.

    Returns:
        The text.
    """
    if unit == "x":
        return f"{value:.1f}" if value >= 10 else f"{value:.3f}"
    return f"{value:.2f} MB" if unit == "MB" else f"{value:.1f} µs"


def amount(value: float, unit: Amounts) -> str:
    """Write what one side took.

    Args:
        value: Seconds, or memory.
        unit: The unit.

    Returns:
        The text.
    """
    if unit != "s":
        return f"{value:.2f} {unit}" if unit == "MB" else f"{value:.1f} {unit}"
    if value < 0.01:
        return f"{value * 1e6:,.{1 if value < 1e-4 else 0}f} µs"
    return f"{value * 1e3:,.{1 if value < 1 else 0}f} ms"


def limit(value: float | None, unit: Unit) -> str:
    """Write what is to be reached.

    Args:
        value: The limit, where there is one.
        unit: Its unit.

    Returns:
        The text.
    """
    if value is None:
        return ""
    if unit == "x":
        return f"≤ {value:.2f}"
    return f"≤ {value:g} {'µs' if unit == 'us' else unit}"


def _line(line: list[str], widths: list[int]) -> str:
    padded = [
        cell.rjust(width) if i else cell.ljust(width)
        for i, (cell, width) in enumerate(zip(line, widths, strict=True))
    ]
    return f"| {' | '.join(padded)} |"
