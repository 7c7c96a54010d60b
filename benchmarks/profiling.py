"""Where the time of a row goes: a profile of our side, or of the raw SDK."""

from __future__ import annotations

import cProfile
import io
import pstats
import time
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from .measure import Work
from .row import Row

_SECONDS = 3.0
_LINES = 45


def profile(row: Row, url: str, *, raw: bool) -> str:
    """Profile the work of a row.

    Args:
        row: The row.
        url: Where the server is.
        raw: Whether to profile the raw SDK instead of our side.

    Returns:
        A report: pyinstrument's where it is installed, and that of cProfile.

    Raises:
        ValueError: The row is not about work in this process.
    """
    if row.make is None:
        raise ValueError(f"{row.name!r} cannot be profiled: it starts processes")
    pair = row.make(url)
    work = pair.raw if raw else pair.ours
    work()
    times = max(1, round(_SECONDS / _seconds(work)))
    report = _counted(work, times)
    if find_spec("pyinstrument") is not None:
        report = f"{_sampled(work, times)}\n{report}"
    return report


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


def _sampled(work: Work, times: int) -> str:
    pyinstrument: Any = import_module("pyinstrument")  # no dependency of the project
    with pyinstrument.Profiler(interval=0.0001) as profiler:
        for _ in range(times):
            work()
    return str(profiler.output_text(show_all=True))
