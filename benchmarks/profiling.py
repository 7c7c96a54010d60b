"""Where the time of a row goes: on the terminal, and on the documentation's page."""

from __future__ import annotations

import cProfile
import io
import pstats
import sys
import time
from collections.abc import Mapping
from typing import NamedTuple

from . import machine, page, table
from .measure import Work
from .row import Row
from .sampling import COMPONENTS, Samples, is_possible, sample

PAGE = page.DOCS / "profile.md"
_SECONDS = 3.0
_LINES = 45
_FUNCTIONS = 10
_SAMPLED_S = 6.0


class HotPath(NamedTuple):
    """A hot path, as the page shows it."""

    unit: str
    units: int
    """How many units of it the row does in one go."""
    sdk: str = "openai"


PATHS = {
    "call": HotPath("call", 1),
    "stream": HotPath("chunk", 1_000),
    "stream-anthropic": HotPath("chunk", 1_000, "anthropic"),
    "books-2000": HotPath("chunk", 13_726),
    "async-call": HotPath("call", 20),
    "streams-50": HotPath("chunk", 25_000),
    "streams-short": HotPath("stream", 200),
}
"""By the names of the rows."""


def profile(row: Row, url: str, *, raw: bool) -> str:
    """Profile the work of a row.

    Args:
        row: The row.
        url: Where the server is.
        raw: Whether to profile the raw SDK instead of our side.

    Returns:
        A report: where samples of the stack were, and what cProfile counted.

    Raises:
        ValueError: The row is not about work in this process.
    """
    if row.make is None:
        raise ValueError(f"{row.name!r} cannot be profiled: it starts processes")
    pair = row.make(url)
    work = pair.raw if raw else pair.ours
    work()
    times = max(1, round(_SECONDS / _seconds(work)))
    report = f"{_sampled(work)}\n{_counted(work, times)}"
    pair.close()
    return report


def write_page(rows: Mapping[str, Row], url: str) -> None:
    """Profile the hot paths, and write the tables of the documentation's page.

    Args:
        rows: All rows, by name.
        url: Where the server is.
    """
    text = PAGE.read_text("utf-8")
    facts = page.machine(machine.describe())
    text = page.filled(text, "machine", facts)
    for name, path in PATHS.items():
        sys.stderr.write(f"{name}\n")
        text = page.filled(text, name, _section(rows[name], path, url))
    PAGE.write_text(text, "utf-8")


def _section(row: Row, path: HotPath, url: str) -> str:
    if row.make is None:
        raise ValueError(f"{row.name!r} cannot be profiled: it starts processes")
    pair = row.make(url)
    raw, ours = sample([pair.raw, pair.ours], path.sdk, seconds=_SAMPLED_S)
    pair.close()
    whole = [table.amount(side.seconds / path.units, "s") for side in (raw, ours)]
    lines = [
        [name, *[_spent(side, side.components[name], path) for side in (raw, ours)]]
        for name in COMPONENTS
        if raw.components[name] or ours.components[name]
    ]
    parts = table.render(
        (f"CPU time of a {path.unit}", "raw SDK", "with mirascope"),
        [*lines, ["**all**", *whole]],
    )
    return f"{parts}\n\n{_functions(ours, path)}"


def _functions(samples: Samples, path: HotPath) -> str:
    lines = [
        [
            f"`{name}`",
            where,
            f"{samples.share(count):.1%}",
            _spent(samples, count, path),
        ]
        for (where, name), count in samples.functions.most_common(_FUNCTIONS)
    ]
    return table.render(("with mirascope, by own time", "of", "share", "time"), lines)


def _spent(samples: Samples, count: int, path: HotPath) -> str:
    return table.amount(samples.share(count) * samples.seconds / path.units, "s")


def _seconds(work: Work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _counted(work: Work, times: int) -> str:
    """Profile each function call: exact counts, but small functions look too slow."""
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(times):
        work()
    profiler.disable()
    text = io.StringIO()
    stats = pstats.Stats(profiler, stream=text)
    text.write(f"{times} times\n\nof this library, by own time:\n")
    stats.sort_stats("tottime").print_stats("mirascope", _LINES)
    text.write("of everything, with what is called from there:\n")
    stats.sort_stats("cumtime").print_stats(_LINES)
    return text.getvalue()


def _sampled(work: Work) -> str:
    if not is_possible():
        return ""
    (samples,) = sample([work], "openai", seconds=_SECONDS)
    shown = samples.functions.most_common(_LINES)
    lines = [
        [name, where, f"{samples.share(count):.1%}"] for (where, name), count in shown
    ]
    return table.render(("by own time, sampled", "of", "share"), lines)
