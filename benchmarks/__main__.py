"""The command: `python -m benchmarks`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from . import machine, table
from .backend import ROOT, running_server
from .measure import Scale
from .profiling import profile
from .row import Row
from .rows import TABLES

RESULTS = ROOT / "benchmarks" / "results.json"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print the tables.

    Args:
        arguments: The command line, without the program.
    """
    wanted = _parser().parse_args(arguments)
    rows = {row.name: row for table_rows in TABLES.values() for row in table_rows}
    names = {*(wanted.only or rows), *([wanted.profile] if wanted.profile else [])}
    if unknown := sorted(names - set(rows)):
        sys.exit(f"there is no row {unknown[0]!r}: take one of {', '.join(rows)}")
    with running_server() as url:
        if wanted.profile:
            _say(profile(rows[wanted.profile], url, raw=wanted.raw))
            return
        scale = Scale(smoke=wanted.smoke, factor=wanted.factor, same=wanted.same)
        saved = table.Saved(wanted.results)
        for title, table_rows in TABLES.items():
            chosen = [row for row in table_rows if row.name in names]
            lines = list(_measured(chosen, scale, url, saved))
            if lines:
                _say(f"\n{title}\n\n{table.render(lines)}")
    _say(f"\n{_conditions()}")
    if wanted.save:
        saved.write()


def _measured(
    rows: Sequence[Row], scale: Scale, url: str, saved: table.Saved
) -> Iterator[list[str]]:
    for row in rows:
        sys.stderr.write(f"{row.title}: ")
        sys.stderr.flush()
        try:
            result = row.measure(scale, url)
        except (ImportError, NotImplementedError) as error:
            if not row.planned:
                raise
            sys.stderr.write(f"not available: {error}\n")
            yield table.missing(row)
        else:
            sys.stderr.write(f"{table.show(result.value.value, row.unit)}\n")
            yield table.cells(row, result, saved, smoke=scale.smoke)
            saved.update(row, result)


def _conditions() -> str:
    facts = ", ".join(f"{name} {value}" for name, value in machine.describe().items())
    return (
        "Times are CPU time of the client process, ratios are medians over\n"
        "interleaved rounds with their 95 % interval; `wall` is the ratio by the wall\n"
        f"clock, `last` what was saved.\nLoad {machine.load()}; {facts}."
    )


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    add = parser.add_argument
    add("--smoke", action="store_true", help="tiny counts: only prove that it runs")
    add("--only", nargs="+", metavar="NAME", help="measure these rows only")
    add("--save", action="store_true", help="keep the results, to compare with later")
    add("--results", type=Path, default=RESULTS, help="the file that results are in")
    add("--factor", type=float, default=1.0, help="more or fewer rounds than usual")
    add("--same", action="store_true", help="raw against raw: the noise of the method")
    add("--profile", metavar="NAME", help="show where the time of one row goes")
    add("--raw", action="store_true", help="with --profile: of the raw SDK instead")
    return parser


if __name__ == "__main__":
    main()
