"""Print the table of the figures, or what one of them consists of."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from tests.architecture.source import ROOT, modules

from . import counts, figures, graph, rooms


def table(now: figures.Figures) -> None:
    """Print each figure: before, now, and what it should be at most."""
    before = figures.before()
    print(f"{'':62}{'before':>8}{'now':>8}{'reach':>8}")
    for row in figures.ROWS:
        most = row.most(before)
        missed = most is not None and now[row.key] > most
        reach = "" if most is None else f"{most:g}"
        mark = "  not reached" if missed else ""
        cells = f"{before[row.key]:>8g}{now[row.key]:>8g}{reach:>8}"
        print(f"{row.title:62}{cells}{mark}")


def details(root: Path) -> None:
    """Print where the figures come from."""
    known = modules(root)
    print("\na longest chain of imports:")
    for name in graph.chain(known, rooms.BASE, {"top", "typing"}):
        print(f"  {name}")
    print("\nimports that run upward:")
    for one in rooms.upward(known):
        print(f"  {one.importer} -> {one.imported}: {one.key}, line {one.edge.line}")
    for circle in graph.circles(known):
        print(f"\na circle of {len(circle)}: {', '.join(circle)}")
    print("\ncasts:")
    casts = Counter({one.where: counts.casts(one) for one in known})
    for where, number in casts.most_common():
        if number:
            print(f"  {number:3} {where}")
    print("\nTypeVars and ParamSpecs:")
    for one in known:
        if names := counts.type_variables(one):
            print(f"  {one.where}: {', '.join(names)}")
    print("\nplaces that know all providers:")
    for where in counts.provider_tables(root):
        print(f"  {where}")
    print("\nfiles that name kinds of content parts:")
    for where in counts.content_part_files(known):
        print(f"  {where}")
    for kind, names in figures.called(root)[0].items():
        print(f"\nfiles passed, {kind} ({len(names)}): {', '.join(names)}")


def main() -> None:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT, help="another checkout")
    parser.add_argument("--details", action="store_true", help="print what is counted")
    parser.add_argument(
        "--lower", action="store_true", help="allow no more than there is now"
    )
    options = parser.parse_args()
    root = options.root.resolve()
    now = figures.measure(root)
    table(now)
    if options.lower:
        figures.lower(now)
    if options.details:
        details(root)


if __name__ == "__main__":
    main()
