"""Where CPU time goes, by looking at the stack whenever a while of it has passed.

The system's timer of CPU time interrupts the work, some 250 times for each second.
Nothing runs in between, so the work takes as long as it does without a profile, which
no profiler does that is called back for each function. What C code does counts for the
Python function that called it.
"""

from __future__ import annotations

import gc
import signal
import sys
import sysconfig
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from .backend import ROOT
from .measure import Work, settle

_TICK_S = 0.001
_STDLIB = sysconfig.get_path("stdlib")
_SITES = ("site-packages", "dist-packages")
_LOOP = {"asyncio", "selectors.py"}
_HTTP = {"httpx", "httpx2", "httpcore", "httpcore2", "h11", "anyio", "sniffio"}
OTHER = "the rest"
COMPONENTS = ("mirascope", "SDK", "HTTP client", "pydantic", "event loop", OTHER)
"""Where time can go, in the order of the tables."""


@dataclass(kw_only=True)
class Samples:
    """What was on top of the stack, and how often."""

    seconds: float = 0.0
    """CPU time of one run of the work."""
    times: int = 1
    """How often it is done in a turn, so that all get the same time."""
    components: Counter[str] = field(default_factory=Counter[str])
    functions: Counter[tuple[str, str]] = field(
        default_factory=Counter[tuple[str, str]]
    )
    """By component and name."""

    def share(self, count: int) -> float:
        """Tell what part of all samples some are.

        Args:
            count: How many.

        Returns:
            The part.
        """
        return count / max(1, self.components.total())


def sample(works: Sequence[Work], sdk: str, *, seconds: float) -> list[Samples]:
    """Do works in turn, again and again, and look at the stack now and then.

    Args:
        works: The works, whose turns follow each other so that all see the same
            machine, in one order and then in the other.
        sdk: The name of the SDK's package.
        seconds: How much CPU time to spend on each of them.

    Returns:
        What was seen of each.
    """
    found = [Samples() for _ in works]
    of = found[0]

    def look(_: int, frame: FrameType | None) -> None:
        component, function = _placed(frame, sdk)
        of.components[component] += 1
        of.functions[component, function] += 1

    def take_turns(count: int) -> None:
        nonlocal of
        for _ in range(count):
            for of, work in order:
                started = time.process_time()
                for _ in range(of.times):
                    work()
                of.seconds += (time.process_time() - started) / of.times
            order.reverse()

    order = [*zip(found, works, strict=True)]
    take_turns(1)  # with what is made for the first one only
    _restart(found)
    take_turns(1)
    longest = max(samples.seconds for samples in found)
    for samples in found:
        samples.times = max(1, round(longest / samples.seconds))
    turns = max(1, round(seconds / longest))
    settle()
    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, _TICK_S, _TICK_S)
    try:
        take_turns(turns)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    # While its timer runs, Linux counts CPU time by the tick, too coarse for one turn.
    _restart(found)
    take_turns(turns := 1 + turns // 4)
    gc.unfreeze()
    for samples in found:
        samples.seconds /= turns
    return found


def _restart(found: Iterable[Samples]) -> None:
    for samples in found:
        samples.seconds = 0.0


def _placed(frame: FrameType | None, sdk: str) -> tuple[str, str]:
    """Say whose work it is: helpers of the standard library serve who calls them."""
    while frame is not None:
        package, path = _package(frame.f_code.co_filename)
        if package in _LOOP:
            return "event loop", _name(frame, path)
        if package == "mirascope":
            return "mirascope", _name(frame, path)
        if package == sdk:
            return "SDK", _name(frame, path)
        if package in _HTTP:
            return "HTTP client", _name(frame, path)
        if package.startswith("pydantic"):
            return "pydantic", _name(frame, path)
        if package == "benchmarks":
            return OTHER, _name(frame, path)
        frame = frame.f_back
    return OTHER, ""


def _name(frame: FrameType, path: str) -> str:
    return f"{frame.f_code.co_qualname.replace('.<locals>', '')} ({path})"


def _package(filename: str) -> tuple[str, str]:
    """Give the top package of a file, and its path from there."""
    path = Path(filename)
    for site in _SITES:
        if site in path.parts:
            inner = path.parts[path.parts.index(site) + 1 :]
            return inner[0], "/".join(inner)
    for root in (str(ROOT), _STDLIB):
        if filename.startswith(root):
            inner = path.relative_to(root).parts
            return inner[0], "/".join(inner)
    return "", filename


def is_possible() -> bool:
    """Tell whether this system has a timer of CPU time.

    Returns:
        Whether it has one.
    """
    return sys.platform != "win32" and hasattr(signal, "setitimer")
