"""What is known of the requests that one call sent."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request of a call.

    Args:
        error: What it failed with, or what its answer was refused for.
        wait_s: How long was waited after it, in seconds.
        cost: What its answer cost, in US dollars, where that is known.
    """

    error: Exception | None = None
    wait_s: float = 0.0
    cost: float | None = None


@dataclass(slots=True)
class CallRecord:
    """The requests of a call that failed or were refused, the first one first.

    The last one, whose answer is the call's, is known to the response.
    """

    attempts: list[Attempt] = field(default_factory=list[Attempt])
    deadline: float | None = None
    """When the time of the call is over, as `time.monotonic` tells it."""

    def failed(
        self, error: Exception, wait_s: float = 0.0, cost: float | None = None
    ) -> None:
        """Note a request that brought no answer, or one that is asked for again."""
        self.attempts.append(Attempt(error, wait_s, cost))


def total_cost(attempts: tuple[Attempt, ...]) -> float | None:
    """Add up what the answers cost; `None` where no price is known."""
    known = [one.cost for one in attempts if one.cost is not None]
    return sum(known) if known else None
