"""The gate of a limit: whose turn it is, and what is in use."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any

from mirascope.core.base._event_loop import TaskEvent, ThreadEvent
from mirascope.core.base._flow import Either, Flow
from mirascope.exceptions import InvalidCallError, LimitTimeoutError

from .shared import SharedState

if TYPE_CHECKING:
    from mirascope.core.base._chain.metering import Spent
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
    """The place of one request at a limit.

    Args:
        provider: Where it goes.
        weights: How many permits of each bucket it takes.
        usd: What it may cost.
        tokens: How many tokens it may take.
        until: How long it may wait, as the clock tells it.
        deadline: When the time of the call is over.
    """

    __slots__ = (
        *("deadline", "is_in", "paid", "provider", "tokens", "until", "usd", "wake"),
        "weights",
    )

    def __init__(
        self,
        provider: str,
        weights: list[int],
        usd: float,
        tokens: int,
        until: float,
        deadline: float,
    ) -> None:
        self.provider = provider
        self.weights = weights
        self.usd = usd
        self.tokens = tokens
        self.until = until
        self.deadline = deadline
        self.paid = 0
        """How many of the buckets have given their permits."""
        self.is_in = False
        """Whether it was let through."""
        self.wake: Callable[[], bool] | None = None


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
        self.needs_estimate = budget.is_limited or any(
            bucket.weigh(None) == 0 for bucket in buckets
        )
        """Whether it depends on what a request will take."""
        self._most = most
        self._buckets = buckets
        self._wait_s = wait_s
        self._clock = clock
        self._shut: dict[str, float] = {}
        """Until when nothing is sent to a provider that said so."""

    def reset(self) -> None:
        """Begin anew; what is in flight stays reserved."""
        self._tell(self._reset)

    def _reset(self) -> None:
        self.budget.reset()
        for bucket in self._buckets:
            bucket.reset()
        self._wake_first()

    def ticket(self, request: ProviderRequest, estimate: Spent | None) -> Ticket:
        """Make the ticket of a request, from what it may take if that matters.

        Raises:
            InvalidCallError: It can never be let through.
            UnpricedModelError: There is no price to reserve.
        """
        until = self._clock.now() + self._wait_s
        deadline = inf if request.deadline is None else request.deadline
        if estimate is None:
            weights = [1] * len(self._buckets)
            return Ticket(request.provider, weights, 0.0, 0, until, deadline)
        for bucket in self._buckets:
            if bucket.weigh(estimate._replace(output_tokens=0)) > bucket.size:
                raise InvalidCallError(
                    f"the request has about {estimate.input_tokens} tokens, more than "
                    f"`{bucket.name}={bucket.size}` can ever let through: give the "
                    "limit more, or shorten the prompt"
                )
        return Ticket(
            request.provider,
            [min(bucket.weigh(estimate), bucket.size) for bucket in self._buckets],
            self.budget.price(estimate),
            estimate.input_tokens + estimate.output_tokens,
            until,
            deadline,
        )

    def enter(self, ticket: Ticket) -> Flow[None]:
        """Wait until a ticket is let through.

        Raises:
            BudgetExceededError: There is no money, or there are no tokens, left for it.
            LimitTimeoutError: It has waited as long as it may.
        """
        if self._advance(ticket) is None:
            return
        event: Any = yield Either(self._clock.thread_event, self._clock.task_event)
        ticket.wake = event.set
        while (pause := self._advance(ticket)) is not None:
            yield partial(event.wait, pause)

    def _advance(self, ticket: Ticket) -> float | None:
        """Let a ticket through, or say how long it has to wait at most."""
        try:
            with self._lock:
                return self._try(ticket)
        finally:
            self._take_in()

    def _try(self, ticket: Ticket) -> float | None:
        now = self._clock.now()
        queue = self.queue
        queue.setdefault(ticket)
        shut = self._shut.get(ticket.provider, 0.0) - now
        if shut > 0:
            pause = shut
        elif self._first(now) is ticket:
            pause = self._admit(ticket, now)
        else:
            pause = inf
        if pause == 0:
            ticket.is_in = True
            del queue[ticket]
            self._wake_first()
            return None
        if ticket.until <= now:
            raise LimitTimeoutError(
                f"the request has waited for {self.name} as long as `wait` allows: let "
                "it wait longer, or send less at the same time"
            )
        if shut > 0:
            self._wake_first()  # it stands aside
        # Once that is over, the time limit does not let it wait again.
        return max(min(pause, ticket.until - now, ticket.deadline - now), 0.0)

    def _first(self, now: float) -> Ticket | None:
        """Find whose turn it is."""
        if not self._shut:
            return next(iter(self.queue), None)
        shut = self._shut
        return next((t for t in self.queue if shut.get(t.provider, 0.0) <= now), None)

    def _wake_first(self) -> None:
        while self.queue:
            first = self._first(self._clock.now())
            if first is None or first.wake is None or first.wake():
                return
            self._drop(first)  # nobody is there any more

    def _admit(self, ticket: Ticket, now: float) -> float:
        """Take all that a ticket needs; else say how long to wait."""
        if self.in_flight >= self._most:
            return inf
        self.budget.check(ticket.usd, ticket.tokens)
        while ticket.paid < len(self._buckets):
            pause = self._buckets[ticket.paid].take(ticket.weights[ticket.paid], now)
            if pause:
                return pause
            ticket.paid += 1
        self.budget.reserve(ticket.usd, ticket.tokens)
        self.in_flight += 1
        return 0

    def leave(self, ticket: Ticket, spent: Spent | None, was_sent: bool) -> None:
        """Give back what a ticket had, from anywhere.

        Args:
            ticket: The ticket, wherever it is.
            spent: What the request took; `None` if nothing.
            was_sent: Whether it was sent at all.
        """
        self._tell(partial(self._leave, ticket, spent, was_sent))

    def _leave(self, ticket: Ticket, spent: Spent | None, was_sent: bool) -> None:
        self._drop(ticket, spent, was_sent)
        if ticket.is_in:
            self.in_flight -= 1
            self.budget.give_back(ticket.usd, ticket.tokens, self.in_flight)
            if was_sent:
                self.budget.requests += 1
                if spent is not None:
                    self.budget.spend(spent)
        self._wake_first()

    def _drop(
        self, ticket: Ticket, spent: Spent | None = None, was_sent: bool = False
    ) -> None:
        """Take a ticket out, and settle its permits."""
        self.queue.pop(ticket, None)
        paid = zip(self._buckets[: ticket.paid], ticket.weights, strict=False)
        for bucket, weight in paid:
            used = bucket.weigh(spent) if was_sent else 0
            bucket.correct(used - weight)
        ticket.paid = 0

    def shut(self, provider: str, seconds: float) -> None:
        """Hold back what goes to a provider, for all who use the limit."""
        until = self._clock.now() + min(seconds, _LONGEST_SHUT_S)
        self._tell(partial(self._hold_back, provider, until))

    def _hold_back(self, provider: str, until: float) -> None:
        self._shut[provider] = max(self._shut.get(provider, 0.0), until)
