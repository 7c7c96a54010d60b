"""`make soak`: the long form, whose table is in the documentation."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from .clients import ROW
from .process import apart, running_server
from .result import Result, faults, outcomes, save

OTHERS: dict[str, str] = {}
"""Further parts by their names: modules whose `main` gives what is not as it has to be,
as a list of sentences."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts, and print what came of them; gives the status of the process."""
    wanted = _parser().parse_args(arguments)
    known = (*sorted(ROW), *OTHERS)
    chosen: list[str] = wanted.only or list(known)
    if unknown := [name for name in chosen if name not in known]:
        sys.exit(f"there is no {unknown[0]!r}: take one of {', '.join(known)}")
    failures: list[str] = []
    results: list[Result] = []
    with running_server() as url:
        for name in chosen:
            if name in ROW:
                result = apart(name, wanted.calls, wanted.calls // 2, url)
                results.append(result)
                failures += _told(result)
    for name in chosen:
        if name in OTHERS:
            failures += [f"{name}: {one}" for one in import_module(OTHERS[name]).main()]
    rows = [result.kept() for result in results]
    sys.stdout.write(f"\n{outcomes(rows)}\n\n{faults(rows)}\n")
    if wanted.save and not failures:
        save(results)
    return 1 if failures else 0


def _told(result: Result) -> list[str]:
    """Tell at once what is not as it has to be."""
    found = [*result.failures, *result.growth]
    sys.stderr.write(f"{result.provider}: {result.seconds} s, {len(found)} failures\n")
    for one in found:
        sys.stderr.write(f"  {one}\n")
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    add = parser.add_argument
    add("--only", nargs="+", metavar="NAME", help="these parts only")
    add("--calls", type=int, default=10_000, help="calls of each provider")
    add("--save", action="store_true", help="keep the results, also in docs/")
    return parser


if __name__ == "__main__":
    sys.exit(main())
