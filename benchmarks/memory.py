"""What many calls leave behind in one process. Run as a program of its own.

The figure is the growth of resident memory after a warm-up, so that what a process
needs once, such as modules, a connection and compiled schemas, does not count.
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

_ROLLUP = Path("/proc/self/smaps_rollup")


def growth(side: str, maker: str, *, warm_up: int, calls: int) -> float:
    """Make many calls in a process of their own.

    Args:
        side: `raw` or `ours`.
        maker: Which row's work to do, one of `MAKERS`.
        warm_up: Calls before memory is first read.
        calls: Calls between the two readings.

    Returns:
        How much resident memory grew, in MB.
    """
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.memory", side, maker, f"{warm_up},{calls}"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return float(json.loads(done.stdout))


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


def _main(side: str, maker: str, counts: str) -> None:
    from .rows.calls import MAKERS  # the rows import this module

    warm_up, calls = map(int, counts.split(","))
    pair = MAKERS[maker](os.environ["OPENAI_BASE_URL"])
    work = pair.raw if side == "raw" else pair.ours
    for _ in range(warm_up):
        work()
    before = resident()
    for _ in range(calls):
        work()
    sys.stdout.write(json.dumps(resident() - before))


if __name__ == "__main__":
    _main(*sys.argv[1:])
