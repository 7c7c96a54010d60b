"""The command: `python -m benchmarks`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from . import machine, page, profiling, table
from .backend import running_server
from .measure import Scale
from .peers import environments
from .row import Row
from .rows import TABLES
from .saved import RESULTS, Saved

_ROWS = {row.name: row for rows in TABLES.values() for row in rows}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print the tables.

    Args:
        arguments: The command line, without the program.
    """
    wanted = _parser().parse_args(arguments)
    _known([*(wanted.only or ()), *([wanted.profile] if wanted.profile else [])], _ROWS)
    _known(wanted.peers or (), environments.names())
    saved = Saved(wanted.results)
    if wanted.docs:
        page.write(saved)
        return
    peers = () if wanted.peers is None else wanted.peers or environments.names()
    pythons = {name: environments.python(name) for name in peers}
    with running_server() as url:
        if wanted.profile:
            _say(profiling.profile(_ROWS[wanted.profile], url, raw=wanted.raw))
            return
        if wanted.profiles:
            profiling.write_page(_ROWS, url)
            return
        scale = Scale(smoke=wanted.smoke, factor=wanted.factor, same=wanted.same)
        if pythons:
            found = environments.results(pythons, url, scale)
            _say(f"\n{page.peers(found)}\n\nPieces given\n\n{page.pieces(found)}")
            saved.update_peers(found)
        else:
            _measure(wanted.only, scale, url, saved)
    _say(f"\n{_conditions()}")
    if wanted.save and not (wanted.smoke or wanted.same):
        saved.write(order=_ROWS, whole=not pythons and not wanted.only)
        if wanted.results == RESULTS:
            page.write(saved)


def _measure(only: Sequence[str] | None, scale: Scale, url: str, saved: Saved) -> None:
    for title, rows in TABLES.items():
        chosen = [row for row in rows if not only or row.name in only]
        lines = list(_measured(title, chosen, scale, url, saved))
        if lines:
            _say(f"\n{title}\n\n{table.render(table.HEADINGS, lines)}")


def _measured(
    title: str, rows: Sequence[Row], scale: Scale, url: str, saved: Saved
) -> Iterator[list[str]]:
    for row in rows:
        _tell(f"{row.title}: ")
        if row.is_here():
            result = row.measure(scale, url)
            _tell(f"{table.show(result.value.value, row.unit)}\n")
            yield table.cells(row, result, saved, smoke=scale.smoke)
            saved.update(title, row, result)
        else:
            _tell(f"{', '.join(row.needs)} is not installed\n")
            yield table.missing(row)


def _known(names: Iterable[str], all_names: Collection[str]) -> None:
    for name in names:
        if name not in all_names:
            sys.exit(f"there is no {name!r}: take one of {', '.join(all_names)}")


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


def _tell(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    add = parser.add_argument
    add("--smoke", action="store_true", help="tiny counts: only prove that it runs")
    add("--only", nargs="+", metavar="NAME", help="measure these rows only")
    add("--save", action="store_true", help="keep the results, also in docs/")
    add("--results", type=Path, default=RESULTS, help="the file that results are in")
    add("--factor", type=float, default=1.0, help="more or fewer rounds than usual")
    add("--same", action="store_true", help="raw against raw: the noise of the method")
    add(
        "--peers",
        nargs="*",
        metavar="NAME",
        help="measure other packages, in environments that are made for it",
    )
    add(
        "--docs",
        "--plot",
        action="store_true",
        help="write the tables and plots of docs/ from the saved results",
    )
    add("--profile", metavar="NAME", help="show where the time of one row goes")
    add("--raw", action="store_true", help="with --profile: of the raw SDK instead")
    add("--profiles", action="store_true", help="write the profiles of docs/profile.md")
    return parser


if __name__ == "__main__":
    main()
