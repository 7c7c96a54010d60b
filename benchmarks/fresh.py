"""What a statement costs in a new interpreter, net of the interpreter's own start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import NamedTuple

from mirascope._providers import PROVIDERS

from .backend import ROOT
from .measure import Scale, Times

SDKS = (*(one.sdk for one in PROVIDERS.values()), "boto3", "httpx", "httpx2")
"""No import of ours may load any of these, the HTTP clients of the SDKs included."""

# The clocks start inside the new interpreter, so its own start is not in the figures.
_TIMED = """
import sys, time
wall, cpu = time.perf_counter(), time.process_time()
{code}
cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
import json
print(json.dumps([cpu, wall, [name for name in {sdks!r} if name in sys.modules]]))
"""


class Started(NamedTuple):
    """What one new interpreter reported."""

    cpu: float
    wall: float
    loaded: list[str]
    """The SDKs that are imported afterwards."""


def compare_fresh(raw: str, ours: str, scale: Scale, *, rounds: int) -> Times:
    """Time two pieces of code in turn, each run in an interpreter of its own.

    Args:
        raw: The code to compare with.
        ours: The code of ours, which may import no SDK.
        scale: How much to do.
        rounds: How many rounds a full run has.

    Returns:
        The times.

    Raises:
        RuntimeError: Our code loaded an SDK.
    """
    if scale.same:
        ours = raw
    for code in (raw, ours):
        start(code)
    times = Times()
    for index in range(scale.rounds(rounds)):
        if index % 2:
            one, other = start(ours), start(raw)
        else:
            other, one = start(raw), start(ours)
        if one.loaded:
            raise RuntimeError(f"{ours!r} imported {one.loaded}")
        times.ours_cpu.append(one.cpu)
        times.ours_wall.append(one.wall)
        times.raw_cpu.append(other.cpu)
        times.raw_wall.append(other.wall)
    return times


def start(code: str) -> Started:
    """Run code in a new interpreter, in the folder of the project.

    Args:
        code: Statements.

    Returns:
        What they cost.

    Raises:
        ImportError: The code imports something that is not there.
        RuntimeError: The code failed in another way.
    """
    environment = dict(os.environ)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, "-c", _TIMED.format(code=code, sdks=SDKS)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no output"])[-1]
        if last.startswith(("ImportError", "ModuleNotFoundError")):
            raise ImportError(last)
        raise RuntimeError(f"{code!r} failed:\n{done.stderr}")
    return Started(*json.loads(done.stdout))
