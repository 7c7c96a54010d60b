"""How two ways of doing the same work are compared, so that noise cancels out."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import hypot, inf, sqrt
from statistics import median, quantiles

Work = Callable[[], object]


@dataclass(frozen=True, kw_only=True)
class Pair:
    """The same work done by hand on the raw SDK, and by this library."""

    raw: Work
    ours: Work
    look: Callable[[object], object] = lambda result: result
    """What of the results has to be equal."""
    units: int = 1
    """How many units of work each side does, which is what times are divided by."""
    close: Work = lambda: None
    """Closes what was opened for it."""


@dataclass(frozen=True, kw_only=True)
class Scale:
    """How much of everything a run does."""

    smoke: bool = False
    factor: float = 1.0
    same: bool = False
    """Whether the raw side stands in for ours, which shows the noise of the method."""

    def rounds(self, wanted: int) -> int:
        """Scale a number of rounds.

        Args:
            wanted: The rounds of a full run.

        Returns:
            The rounds of this run.
        """
        return 2 if self.smoke else max(min(wanted, 4), round(wanted * self.factor))


@dataclass(kw_only=True)
class Times:
    """Seconds for one unit of work, round by round."""

    raw_cpu: list[float] = field(default_factory=list[float])
    ours_cpu: list[float] = field(default_factory=list[float])
    raw_wall: list[float] = field(default_factory=list[float])
    ours_wall: list[float] = field(default_factory=list[float])

    def ratio(self) -> Estimate:
        """Give our CPU time over that of the raw SDK.

        Returns:
            The median over the rounds.
        """
        return Estimate.of(_divided(self.ours_cpu, self.raw_cpu))

    def wall_ratio(self) -> Estimate:
        """Give our time on the wall clock over that of the raw SDK.

        Returns:
            The median over the rounds.
        """
        return Estimate.of(_divided(self.ours_wall, self.raw_wall))

    def difference(self) -> Estimate:
        """Give our CPU time less that of the raw SDK.

        Returns:
            The median over the rounds, in seconds.
        """
        pairs = zip(self.ours_cpu, self.raw_cpu, strict=True)
        return Estimate.of([ours - raw for ours, raw in pairs])


@dataclass(frozen=True)
class Estimate:
    """A median, and how far the true one may be off."""

    value: float
    error: float
    """Half the width of its 95 % interval: 1.57 IQR / sqrt(n), as in notched plots."""

    @classmethod
    def of(cls, values: Sequence[float]) -> Estimate:
        """Estimate the median of what the values were drawn from.

        Args:
            values: At least one.

        Returns:
            Their median, with its error: 0 for a single value, which tells none.
        """
        if len(values) == 1:
            return cls(values[0], 0.0)
        low, _, high = quantiles(values, n=4)
        return cls(median(values), 1.57 * (high - low) / sqrt(len(values)))

    def less(self, other: Estimate) -> Estimate:
        """Subtract another estimate.

        Args:
            other: What is taken off.

        Returns:
            The difference, with the error of both.
        """
        return Estimate(self.value - other.value, hypot(self.error, other.error))


def compare(
    pair: Pair,
    scale: Scale,
    *,
    rounds: int,
    batch: int = 1,
    budget_s: float = inf,
) -> Times:
    """Time both sides in turn: raw, ours, ours, raw, and so on.

    Both sides of a round run within milliseconds of each other, so a machine that is
    slow for a while is slow for both. Who comes first alternates, so that neither
    always profits from the other's warm caches.

    Args:
        pair: The two sides; they have to give equal results.
        scale: How much to do.
        rounds: How many rounds a full run has.
        batch: How often each side does its work in a round.
        budget_s: About how many seconds all rounds may take together. Work that takes
            longer is done once only.

    Returns:
        The times.

    Raises:
        RuntimeError: The two sides give different results.
    """
    ours = pair.raw if scale.same else pair.ours
    first = Times()
    expected = pair.look(_once(pair.raw, first.raw_cpu, first.raw_wall, pair.units))
    got = pair.look(_once(ours, first.ours_cpu, first.ours_wall, pair.units))
    if got != expected:
        raise RuntimeError(f"the raw SDK gives {expected!r}, but ours gives {got!r}")
    seconds = (first.raw_wall[0] + first.ours_wall[0]) * pair.units
    if seconds > budget_s:
        return first
    rounds = max(2, int(min(rounds, budget_s / seconds)))
    times = Times()
    if not scale.smoke:
        for _ in range(1 + rounds // 20):
            _timed(pair.raw, batch)
            _timed(ours, batch)
    settle()
    units = batch * pair.units
    for index in range(scale.rounds(rounds)):
        if index % 2:
            _add(times.ours_cpu, times.ours_wall, _timed(ours, batch), units)
            _add(times.raw_cpu, times.raw_wall, _timed(pair.raw, batch), units)
        else:
            _add(times.raw_cpu, times.raw_wall, _timed(pair.raw, batch), units)
            _add(times.ours_cpu, times.ours_wall, _timed(ours, batch), units)
    gc.unfreeze()
    return times


def settle() -> None:
    """Take what exists out of the collector's sight: only the work itself is collected.

    The collector stays on, as it is in programs, so garbage in cycles has its price.
    """
    gc.collect()
    gc.freeze()


def _once(work: Work, cpu: list[float], wall: list[float], units: int) -> object:
    results: list[object] = []
    _add(cpu, wall, _timed(lambda: results.append(work()), 1), units)
    return results[0]


def _timed(work: Work, batch: int) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(batch):
        work()
    return time.process_time() - cpu, time.perf_counter() - wall


def _add(
    cpu: list[float], wall: list[float], timed: tuple[float, float], units: int
) -> None:
    cpu.append(timed[0] / units)
    wall.append(timed[1] / units)


def _divided(ours: Sequence[float], raw: Sequence[float]) -> list[float]:
    return [a / b for a, b in zip(ours, raw, strict=True)]
