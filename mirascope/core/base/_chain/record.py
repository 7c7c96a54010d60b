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

    def failed(
        self, error: Exception, wait_s: float = 0.0, cost: float | None = None
    ) -> None:
        """Note a request that brought no answer, or one that is asked for again."""
        self.attempts.append(Attempt(error, wait_s, cost))
