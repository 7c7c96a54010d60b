"""The gate of a limit: whose turn it is, and what is in use."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any

from mirascope.core.base._event_loop import TaskEvent, ThreadEvent
from mirascope.core.base._flow import Either, Flow
from mirascope.exceptions import InvalidCallError, LimitTimeoutError

from .shared import SharedState

if TYPE_CHECKING:
    from mirascope.core.base._chain.metering import Meter, Spent
    from mirascope.core.base._chain.request import ProviderRequest

    from .budget import Budget
    from .rates import Bucket

_LONGEST_SHUT_S = 60.0
"""The longest that requests are held back because a provider said so, in seconds."""


class Clock:
    """The time, and what waits for it."""

    thread_event: Callable[[], Any] = ThreadEvent
    task_event: Callable[[], Any] = TaskEvent

    def now(self) -> float:
        """Give the time in seconds."""
        return monotonic()


class Ticket:
    """The place of one request at a gate.

    Args:
        gate: The gate.
        request: The request.
        weights: How many permits of each bucket it takes.
        usd: What it may cost.
        tokens: How many tokens it may take.
    """

    __slots__ = (
        *("_gate", "is_in", "paid", "request", "tokens", "until", "usd", "wake"),
        "weights",
    )

    def __init__(
        self,
        gate: Gate,
        request: ProviderRequest,
        weights: Sequence[int],
        usd: float,
        tokens: int,
    ) -> None:
        self._gate = gate
        self.request = request
        self.weights = weights
        self.usd = usd
        self.tokens = tokens
        self.paid = 0
        """How many of the buckets have given their permits."""
        self.is_in = False
        """Whether it was let through."""
        self.until: float | None = None
        """How long it may wait, once it does."""
        self.wake: Callable[[], bool] | None = None

    def enter(self) -> Flow[None] | None:
        """Go through, or give what waits for that.

        Raises:
            BudgetExceededError: There is no money, or there are no tokens, left for it.
            LimitTimeoutError: It has waited as long as it may.
        """
        return None if self._gate.advance(self) is None else self._wait()

    def _wait(self) -> Flow[None]:
        gate = self._gate
        event: Any = yield Either(gate.clock.thread_event, gate.clock.task_event)
        self.wake = event.set
        while (pause := gate.advance(self)) is not None:
            yield partial(event.wait, pause)

    def leave(
        self, was_sent: bool, spent: Spent | None, error: BaseException | None
    ) -> None:
        """Give back what it had, and hold others back where the service said so."""
        self._gate.tell(self._gate.settle, self, was_sent, spent)
        if was_sent and isinstance(error, Exception):
            from mirascope.core.base._errors import classify, retry_after
            from mirascope.core.base._errors.kinds import RateLimitError

            provider = self.request.provider
            kind = classify(error, provider)
            if kind is not None and issubclass(kind, RateLimitError):
                self._gate.shut(provider, retry_after(error) or 0.0)


class Gate(SharedState):
    """Lets requests through in their turn, and has what they hold.

    Args:
        name: How the user calls the limit.
        most: How many may be in flight.
        buckets: The rates.
        budget: The budget.
        wait_s: How long a request may wait, in seconds.
        clock: The time.
    """

    def __init__(
        self,
        name: str,
        most: float,
        buckets: list[Bucket],
        budget: Budget,
        wait_s: float,
        clock: Clock,
    ) -> None:
        super().__init__()
        self.name = name
        self.budget = budget
        self.in_flight = 0
        self.queue: OrderedDict[Ticket, None] = OrderedDict()
        """Those who wait, the first one first."""
        self._needs_estimate = budget.is_limited or any(
            bucket.weigh(None) == 0 for bucket in buckets
        )
        """Whether it depends on what a request will take."""
        self._most = most
        self._buckets = buckets
        self._ones = (1,) * len(buckets)
        self._wait_s = wait_s
        self.clock = clock
        self._shut: dict[str, float] = {}
        """Until when nothing is sent to a provider that said so."""
        self._shut_at: dict[str, tuple[float, int]] = {}
        """When that began, and how many requests had been let through by then."""

    def reset(self) -> None:
        """Begin anew; what is in flight stays reserved."""
        self.tell(self._reset)

    def _reset(self) -> None:
        self.budget.reset()
        for bucket in self._buckets:
            bucket.reset()
        self._wake_first()

    def ticket(self, request: ProviderRequest, meter: Meter) -> Ticket:
        """Make the ticket of a request.

        Raises:
            InvalidCallError: It can never be let through.
            UnpricedModelError: There is no price to reserve.
        """
        if not self._needs_estimate:
            return Ticket(self, request, self._ones, 0.0, 0)
        estimate = meter.estimate(request.kwargs)
        weights: list[int] = []
        for bucket in self._buckets:
            weight = bucket.weigh(estimate)
            if weight > bucket.size:
                if bucket.weigh(estimate._replace(output_tokens=0)) > bucket.size:
                    raise InvalidCallError(
                        f"the request has about {estimate.input_tokens} tokens, more "
                        f"than `{bucket.name}={bucket.size}` can ever let through: "
                        "give the limit more, or shorten the prompt"
                    )
                weight = bucket.size
            weights.append(weight)
        tokens = estimate.input_tokens + estimate.output_tokens
        return Ticket(self, request, weights, self.budget.price(estimate), tokens)

    def advance(self, ticket: Ticket) -> float | None:
        """Let a ticket through, or say how long it has to wait at most."""
        try:
            with self._lock:
                now = self.clock.now()
                if not (self.queue or self._shut) and self._admit(ticket, now) == 0:
                    return None
                return self._try(ticket, now)
        finally:
            if self._told:
                self._take_in()

    def _try(self, ticket: Ticket, now: float) -> float | None:
        """Let a ticket through if it is its turn."""
        self.queue.setdefault(ticket)
        if ticket.until is None:
            ticket.until = now + self._wait_s
        provider = ticket.request.provider
        shut = self._shut.get(provider, 0.0) - now
        if shut <= 0 and provider in self._shut:
            self._open(ticket, now)
        if shut > 0:
            pause = shut
        elif self._first(now) is ticket:
            pause = self._admit(ticket, now)
        else:
            pause = inf
        if pause == 0:
            del self.queue[ticket]
            self._wake_first()
            return None
        if ticket.until <= now:
            raise LimitTimeoutError(
                f"the request has waited for {self.name} as long as `wait` allows: let "
                "it wait longer, or send less at the same time"
            )
        if shut > 0:
            self._wake_first()  # it stands aside
        deadline = ticket.request.deadline
        left = inf if deadline is None else deadline - now
        # Once that is over, the time limit does not let it wait again.
        return max(min(pause, ticket.until - now, left), 0.0)

    def _first(self, now: float) -> Ticket | None:
        """Find whose turn it is."""
        if not self._shut:
            return next(iter(self.queue), None)
        shut = self._shut
        return next(
            (t for t in self.queue if shut.get(t.request.provider, 0.0) <= now), None
        )

    def _wake_first(self) -> None:
        while self.queue:
            first = self._first(self.clock.now())
            if first is None or first.wake is None or first.wake():
                return
            self._drop(first)  # nobody is there any more

    def _admit(self, ticket: Ticket, now: float) -> float:
        """Take all that a ticket needs; else say how long to wait."""
        if self.in_flight >= self._most:
            return inf
        budget = self.budget
        if budget.is_limited:
            budget.check(ticket.usd, ticket.tokens)
        while ticket.paid < len(self._buckets):
            pause = self._buckets[ticket.paid].take(ticket.weights[ticket.paid], now)
            if pause:
                return pause
            ticket.paid += 1
        budget.reserved_usd += ticket.usd
        budget.reserved_tokens += ticket.tokens
        self.in_flight += 1
        ticket.is_in = True
        return 0

    def settle(self, ticket: Ticket, was_sent: bool, spent: Spent | None) -> None:
        """Give back what a ticket had, wherever it is, and note what was spent."""
        self._drop(ticket, was_sent, spent)
        if ticket.is_in:
            self.in_flight -= 1
            self.budget.settle(ticket.usd, ticket.tokens, self.in_flight)
            if was_sent:
                self.budget.spend(spent)
        if self.queue:
            self._wake_first()

    def _drop(
        self, ticket: Ticket, was_sent: bool = False, spent: Spent | None = None
    ) -> None:
        """Take a ticket out, and settle its permits."""
        if not ticket.is_in:
            self.queue.pop(ticket, None)
        for number in range(ticket.paid):
            bucket = self._buckets[number]
            used = bucket.weigh(spent) if was_sent else 0
            bucket.owed += used - ticket.weights[number]
        ticket.paid = 0

    def shut(self, provider: str, seconds: float) -> None:
        """Hold back what goes to a provider, for all who use the limit."""
        until = self.clock.now() + min(seconds, _LONGEST_SHUT_S)
        self.tell(self._hold_back, provider, until)

    def _hold_back(self, provider: str, until: float) -> None:
        if until > self._shut.get(provider, 0.0):
            self._shut[provider] = until
            at = (self.clock.now(), self._let_through)
            self._shut_at.setdefault(provider, at)

    def _open(self, ticket: Ticket, now: float) -> None:
        """Let requests to a provider through again.

        It had nothing left, so what the rates gained meanwhile is not there, nor what
        the next request needs; unless others have used them.
        """
        provider = ticket.request.provider
        until = self._shut.pop(provider)
        began, let_through = self._shut_at.pop(provider)
        if let_through == self._let_through:
            for bucket, weight in zip(self._buckets, ticket.weights, strict=True):
                bucket.lose(until - began - (now - until), weight)

    @property
    def _let_through(self) -> int:
        return self.budget.requests + self.in_flight
