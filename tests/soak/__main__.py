"""`make soak`: the long form, whose table is in the documentation."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from typing import Any

from . import limits
from .clients import ROW
from .process import apart, running_server
from .result import faults, outcomes, rates, save

OTHERS = {"limits": (limits.main, rates)}
"""The parts that are no provider: what gives their rows with what is not as it has to
be, and what writes the rows as a table."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts, and print what came of them; gives the status of the process."""
    wanted = _parser().parse_args(arguments)
    known = (*sorted(ROW), *OTHERS)
    chosen: list[str] = wanted.only or list(known)
    if unknown := [name for name in chosen if name not in known]:
        sys.exit(f"there is no {unknown[0]!r}: take one of {', '.join(known)}")
    kept: dict[str, Any] = {}
    failed: set[str] = set()
    with running_server() as url:
        for name in (name for name in chosen if name in ROW):
            result = apart(name, wanted.calls, wanted.calls // 2, url)
            kept[name] = result.kept()
            if _told(name, result.seconds, [*result.failures, *result.growth]):
                failed.add(name)
    sys.stdout.write(f"\n{outcomes(kept.values())}\n\n{faults(kept.values())}\n")
    for name in (name for name in chosen if name in OTHERS):
        measure, table = OTHERS[name]
        began = time.monotonic()
        kept[name], found = measure()
        if _told(name, round(time.monotonic() - began, 1), found):
            failed.add(name)
        sys.stdout.write(f"\n{table(kept[name])}\n")
    if wanted.save:
        save({name: row for name, row in kept.items() if name not in failed})
    return 1 if failed else 0


def _told(name: str, seconds: float, failures: list[str]) -> bool:
    """Tell at once what is not as it has to be, and whether anything is."""
    sys.stderr.write(f"{name}: {seconds} s, {len(failures)} failures\n")
    for one in failures:
        sys.stderr.write(f"  {one}\n")
    return bool(failures)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    add = parser.add_argument
    add("--only", nargs="+", metavar="NAME", help="these parts only")
    add("--calls", type=int, default=10_000, help="calls of each provider")
    add("--save", action="store_true", help="keep the results, also in docs/")
    return parser


if __name__ == "__main__":
    sys.exit(main())
