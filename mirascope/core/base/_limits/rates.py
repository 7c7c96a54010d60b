"""Rates: how many requests or tokens are let through in a minute or a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mirascope.core.base._chain.metering import Spent

RATES = {
    "requests_per_minute": ("requests", 60),
    "requests_per_day": ("requests", 24 * 3600),
    "tokens_per_minute": ("tokens", 60),
    "input_tokens_per_minute": ("input", 60),
    "output_tokens_per_minute": ("output", 60),
}
"""The options that are rates: what they count, and in how many seconds."""
_TICKS = 1_000_000
"""The parts of a second in which buckets are told the time: as pyrate-limiter reckons
in thousandths of them, the largest rates are exact too."""


class Bucket:
    """A bucket of permits that fills up with time; its owner has a lock around it.

    Args:
        name: The option that it is for.
        size: How many permits there are in a full one.
    """

    __slots__ = ("_bucket", "_counts", "_item", "_period_s", "name", "owed", "size")

    def __init__(self, name: str, size: int) -> None:
        self.name = name
        self.size = size
        self._counts, self._period_s = RATES[name]
        self.owed = 0
        """What later ones pay in addition; below 0 what they need not pay."""
        self._bucket: Any = None
        self._item: Any = None

    def weigh(self, spent: Spent | None) -> int:
        """Say how many permits a request takes."""
        if self._counts == "requests":
            return 1
        if spent is None:
            return 0
        given = 0 if self._counts == "output" else spent.input_tokens
        return given + (0 if self._counts == "input" else spent.output_tokens)

    def take(self, weight: int, now_s: float) -> float:
        """Take permits, and what is owed.

        Args:
            weight: How many.
            now_s: The time, in seconds.

        Returns:
            How long to wait until there are enough, in seconds; 0 if they were taken.
        """
        due = weight + self.owed
        # More than a full bucket can only be paid in several times.
        paid = min(due, self.size)
        if paid > 0:
            bucket = self._bucket or self._prepare()
            item = self._item(self.name, int(now_s * _TICKS), weight=paid)
            if not bucket.put(item):
                return max(bucket.waiting(item), 1) / _TICKS
        self.owed = due - max(paid, 0)
        return 0

    def _prepare(self) -> Any:
        from pyrate_limiter import Rate, RateItem, StateBucket, TokenBucket

        rate = Rate(self.size, self._period_s * _TICKS)
        self._item = RateItem
        self._bucket = StateBucket([rate], algorithm=TokenBucket())
        return self._bucket

    def lose(self, seconds: float, weight: int) -> None:
        """Take away what came in so many seconds, and so many permits."""
        if seconds > 0:
            gained = int(self.size * min(seconds / self._period_s, 1))
            self.owed += gained + weight

    def reset(self) -> None:
        """Fill it up."""
        self.owed, self._bucket = 0, None
