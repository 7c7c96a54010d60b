"""What many calls leave behind in one process. Run as a program of its own.

Resident memory is read, which is what a process takes from the machine, with all that
its allocators waste.
"""

from __future__ import annotations

import gc
import json
import os
import re
import subprocess
import sys
from pathlib import Path

from .backend import ROOT
from .measure import Work

_ROLLUP = Path("/proc/self/smaps_rollup")


def growth(side: str, maker: str, *, warm_up: int, calls: int) -> float:
    """Make many calls in a process of their own, and drop each answer.

    What a process needs once, such as modules, a connection and compiled schemas,
    comes with the warm-up and does not count.

    Args:
        side: `raw` or `ours`.
        maker: Which row's work to do, one of `MAKERS` of the rows about memory.
        warm_up: Calls before memory is first read.
        calls: Calls between the two readings.

    Returns:
        How much resident memory grew, in MB.
    """
    return _in_a_process("drop", side, maker, warm_up, calls)


def held(side: str, maker: str, *, warm_up: int, calls: int) -> float:
    """Make calls in a process of their own, and keep each answer.

    Args:
        side: `raw` or `ours`.
        maker: Which row's work to do.
        warm_up: Calls before memory is first read.
        calls: Calls between the two readings.

    Returns:
        What one answer keeps alive, in KB.
    """
    return _in_a_process("keep", side, maker, warm_up, calls) * 1e3 / calls


def resident() -> float:
    """Read the resident memory of this process, without garbage.

    Returns:
        Megabytes, or the highest value so far where the system tells only that.
    """
    gc.collect()
    if _ROLLUP.exists():  # exact, where the cheaper `statm` lags behind
        kilobytes = re.search(r"^Rss: +(\d+) kB", _ROLLUP.read_text(), re.MULTILINE)
        return int(kilobytes[1]) / 1e3 if kilobytes else 0.0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def _in_a_process(how: str, side: str, maker: str, warm_up: int, calls: int) -> float:
    numbers = f"{warm_up},{calls}"
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.memory", how, side, maker, numbers],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return float(json.loads(done.stdout))


def _main(how: str, side: str, maker: str, counts: str) -> None:
    from .rows.memory import MAKERS  # which imports this module

    warm_up, calls = map(int, counts.split(","))
    pair = MAKERS[maker](os.environ["OPENAI_BASE_URL"])
    work: Work = pair.raw if side == "raw" else pair.ours
    kept: list[object] = [None] * calls
    for _ in range(warm_up):
        work()
    before = resident()
    for index in range(calls):
        answer = work()
        if how == "keep":
            kept[index] = answer
        del answer
    sys.stdout.write(json.dumps(resident() - before))


if __name__ == "__main__":
    _main(*sys.argv[1:])
