"""Adding up what calls take."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from sys import maxsize
from typing import TYPE_CHECKING, Any, Self

from typing_extensions import override

from mirascope.core.base._chain.record import Attempt
from mirascope.core.base._chain.request import Binding, ProviderRequest
from mirascope.core.base._chain.streams import StreamLeft

from .layer import CountingLayer
from .shared import SharedState

if TYPE_CHECKING:
    from mirascope.core.base._chain.metering import Meter, Spent
    from mirascope.core.base._chain.record import CallRecord

_KEPT = 256
"""How many attempts are kept."""


@dataclass(kw_only=True, eq=False)
class Totals:
    """What requests took."""

    calls: int = 0
    """How many requests have ended, further tries and failures included."""
    failed: int = 0
    """Those of them that ended with an error, or were cancelled."""
    input_tokens: int = 0
    """Tokens of the prompts, cached ones included."""
    output_tokens: int = 0
    """Tokens generated, reasoning included."""
    known_usd: float = 0.0
    """What those cost of which a price is known, in US dollars."""
    cost_unknown: int = 0
    """How many requests took something of which no price is known."""
    estimated: int = 0
    """How many are counted by an estimate: the service did not say enough."""

    @property
    def cost_usd(self) -> float | None:
        """What they cost, in US dollars; at least so much if `cost_unknown` is not 0.

        It is `None` if nothing at all is known of that.
        """
        nothing = self.cost_unknown and self.cost_unknown + self.failed >= self.calls
        return None if nothing and not self.known_usd else self.known_usd

    @override
    def __str__(self) -> str:
        usd = self.known_usd
        # Of less than a cent, to a millionth of a dollar.
        cost = f"${usd:.2f}" if usd >= 0.01 or not usd else f"${usd:.6f}".rstrip("0")
        if not self.cost_unknown:
            return cost
        calls = "call" if self.cost_unknown == 1 else "calls"
        return f">= {cost} ({self.cost_unknown} {calls} unpriced)"

    def _add(self, spent: Spent | None, failed: bool) -> None:
        self.calls += 1
        self.failed += failed
        if spent is None:
            return
        self.input_tokens += spent.input_tokens
        self.output_tokens += spent.output_tokens
        self.estimated += spent.is_estimate
        if spent.cost is None:
            self.cost_unknown += 1
        else:
            self.known_usd += spent.cost


class Tracker(Totals, SharedState):
    """Adds up what the calls of a `with` block take, and of the tasks begun in it.

    It counts each request once it has ended: further tries, failures and what was
    cancelled too, streams when they are read to their end or left. Threads do not
    inherit the block, but a copy of its context does:
    `Thread(target=copy_context().run, args=(work,))`.
    """

    def __init__(self) -> None:
        Totals.__init__(self)
        SharedState.__init__(self)
        self.by_model: dict[str, Totals] = {}
        """The same for each model, by the name that the service gives it."""
        self._notes: deque[_Note] = deque(maxlen=_KEPT)
        self._layer = TrackingLayer(self)

    @property
    def attempts(self) -> list[Attempt]:
        """The requests, each with its error, wait and cost: the last 256."""
        return [note.attempt() for note in list(self._notes)]

    def __enter__(self) -> Self:
        Binding(self._layer).__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        Binding(self._layer).__exit__()

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: object) -> Self:
        return self

    @override
    def __reduce__(self) -> Any:
        raise TypeError(
            "an `llm.track()` counts in one process, and is not pickled: pickle its "
            "figures, such as `cost_usd` and `by_model`"
        )

    def note(
        self, request: ProviderRequest, spent: Spent | None, error: BaseException | None
    ) -> None:
        """Take note of a request, from anywhere."""
        self.tell(self._take, request, spent, error)

    def _take(
        self, request: ProviderRequest, spent: Spent | None, error: BaseException | None
    ) -> None:
        self._add(spent, error is not None)
        model = request.model if spent is None else spent.model
        self.by_model.setdefault(model, Totals())._add(spent, error is not None)
        cost = None if spent is None else spent.cost
        self._notes.append(_Note(error, cost, request.record))


@dataclass(frozen=True, slots=True)
class _Note:
    """A request that was counted."""

    error: BaseException | None
    cost: float | None
    record: CallRecord | None

    def attempt(self) -> Attempt:
        """Tell of the request; how long was waited after it, the call has noted."""
        known = () if self.record is None else self.record.attempts
        for one in known:
            if one.error is not None and one.error is self.error:
                return Attempt(one.error, one.wait_s, self.cost)
        error = self.error
        return Attempt(error if isinstance(error, Exception) else None, 0.0, self.cost)


class TrackingLayer(CountingLayer):
    """Tells a tracker of each request."""

    def __init__(self, tracker: Tracker) -> None:
        super().__init__(tracker, maxsize)  # what a limit refuses does not come here
        self._tracker = tracker

    @override
    def entry(self, request: ProviderRequest, meter: Meter) -> TrackedRequest:
        return TrackedRequest(self._tracker, request)


class TrackedRequest:
    """One request that is tracked."""

    __slots__ = ("_request", "_tracker")

    def __init__(self, tracker: Tracker, request: ProviderRequest) -> None:
        self._tracker = tracker
        self._request = request

    def enter(self) -> None:
        """Let the request be sent."""

    def leave(
        self, was_sent: bool, spent: Spent | None, error: BaseException | None
    ) -> None:
        """Tell the tracker how it ended."""
        if was_sent:
            # Whoever reads a stream may leave it, which is no failure.
            failed = None if isinstance(error, StreamLeft | GeneratorExit) else error
            self._tracker.note(self._request, spent, failed)


track = Tracker
