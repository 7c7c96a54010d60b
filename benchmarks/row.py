"""What a row of the table is, and the two ways of filling one in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from statistics import median
from typing import Literal, TypeAlias

from .measure import Estimate, Pair, Scale, Times, compare

Unit: TypeAlias = Literal["x", "us", "MB"]
Amounts: TypeAlias = Literal["s", "MB", "KB"]
MakePair: TypeAlias = Callable[[str], Pair]
"""Prepares both sides, given the server's URL."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """One measured row."""

    raw: float
    """What the raw SDK takes: seconds of CPU time, or memory."""
    ours: float
    value: Estimate
    """What the target is about: a ratio, a difference in us, or a growth in MB."""
    wall: Estimate | None = None
    """The ratio by the wall clock."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a table: what is compared, and what is to be reached."""

    name: str
    """How `--only` and `--profile` call it."""
    title: str
    limit: float | None
    """What the value is to stay at or below, where something is to be reached."""
    unit: Unit = "x"
    """The unit of the value."""
    amounts: Amounts = "s"
    """The unit of what both sides take."""
    measure: Callable[[Scale, str], Result]
    packages: tuple[str, ...] = ()
    """The distributions whose versions say what was measured."""
    needs: tuple[str, ...] = ()
    """The modules without which there is nothing to measure."""
    make: MakePair | None = None
    """The work itself, for a profile; absent where the row is about something else."""

    def is_here(self) -> bool:
        """Tell whether what the row needs is installed.

        Returns:
            Whether all of it is.
        """
        return all(map(_is_here, self.needs))


def ratio_row(
    name: str,
    title: str,
    make: MakePair,
    *,
    limit: float | None,
    rounds: int,
    batch: int = 1,
    small: MakePair | None = None,
    packages: tuple[str, ...] = (),
    needs: tuple[str, ...] = (),
) -> Row:
    """Make a row whose value is our CPU time over that of the raw SDK.

    Args:
        name: How it is called.
        title: What it says in the table.
        make: Prepares both sides.
        limit: The ratio to stay at or below.
        rounds: How many rounds a full run has.
        batch: How often each side works in a round.
        small: Prepares less work, for a smoke run.
        packages: The distributions whose versions say what was measured.
        needs: The modules without which there is nothing to measure.

    Returns:
        The row.
    """

    def measure(scale: Scale, url: str) -> Result:
        pair = (small if small and scale.smoke else make)(url)
        try:
            return by_ratio(compare(pair, scale, rounds=rounds, batch=batch))
        finally:
            pair.close()

    return Row(
        name=name,
        title=title,
        limit=limit,
        measure=measure,
        make=make,
        packages=packages,
        needs=needs,
    )


def by_ratio(times: Times) -> Result:
    """Sum times up as a ratio.

    Args:
        times: The times of both sides.

    Returns:
        The result.
    """
    return Result(
        raw=median(times.raw_cpu),
        ours=median(times.ours_cpu),
        value=times.ratio(),
        wall=times.wall_ratio(),
    )


def by_difference(times: Times) -> Result:
    """Sum times up as a difference.

    Args:
        times: The times of both sides.

    Returns:
        The result, in microseconds.
    """
    more = times.difference()
    return Result(
        raw=median(times.raw_cpu),
        ours=median(times.ours_cpu),
        value=Estimate(more.value * 1e6, more.error * 1e6),
        wall=times.wall_ratio(),
    )


def _is_here(module: str) -> bool:
    top = module.partition(".")[0]
    return find_spec(top) is not None and find_spec(module) is not None
