"""The layers that count requests, and hold them back."""

from __future__ import annotations

import re
from fnmatch import translate
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from typing_extensions import override

from mirascope.core.base._chain.request import (
    Layer,
    Position,
    ProviderRequest,
    Send,
    SendStream,
)
from mirascope.core.base._flow import Flow, StreamFlow

if TYPE_CHECKING:
    from mirascope.core.base._chain.metering import Meter, Spent

    from .gate import Gate


class Entry(Protocol):
    """What one request is counted by."""

    def enter(self) -> Flow[None] | None:
        """Let the request be sent, or give what waits until it may be."""
        ...

    def leave(
        self, was_sent: bool, spent: Spent | None, error: BaseException | None
    ) -> None:
        """Take note of how it ended, and of what it took; `None` if nothing."""
        ...


class CountingLayer(Layer):
    """A layer that sees what each request took, however it ended.

    Args:
        owner: What it counts for: each request once, however often that is bound.
        order: The place among such layers.
    """

    position: ClassVar[Position] = Position.LIMIT

    def __init__(self, owner: object, order: int) -> None:
        self._owner = owner
        self.order = order

    def entry(self, request: ProviderRequest, meter: Meter) -> Entry | None:
        """Make what counts a request; `None` if this does not."""
        raise NotImplementedError

    @override
    def answer(self, request: ProviderRequest, send: Send) -> Flow[Any]:
        count = self._begin(request)
        if count is None:
            return (yield from send(request))
        with count:
            if (waiting := count.entry.enter()) is not None:
                yield from waiting
            native = yield from send(request)
            count.spent = count.meter.of_answer(request.kwargs, native)
        return native

    @override
    def stream(self, request: ProviderRequest, send: SendStream) -> StreamFlow:
        count = self._begin(request)
        if count is None:
            return (yield from send(request))
        with count:
            if (waiting := count.entry.enter()) is not None:
                yield from waiting
            yield from send(request)
            count.spent = count.meter.of_stream(request.kwargs, True)

    def _begin(self, request: ProviderRequest) -> _Count | None:
        meter = request.meter
        if meter is None or self._owner in meter.counted_by:
            return None
        meter.sent = False
        entry = self.entry(request, meter)
        return None if entry is None else _Count(self._owner, entry, request, meter)


class _Count:
    """One request while it is counted, whose end is noted in any case."""

    __slots__ = ("_before", "_owner", "_request", "entry", "meter", "spent")

    def __init__(
        self, owner: object, entry: Entry, request: ProviderRequest, meter: Meter
    ) -> None:
        self._owner = owner
        self._request = request
        self._before = meter.counted_by
        self.entry = entry
        self.meter = meter
        self.spent: Spent | None = None

    def __enter__(self) -> None:
        self.meter.counted_by = (*self._before, self._owner)

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        spent, meter = self.spent, self.meter
        if error is not None:
            spent = spent_in_vain(self._request, meter, error)
        meter.counted_by = self._before
        self.entry.leave(meter.sent or error is None, spent, error)


def spent_in_vain(
    request: ProviderRequest, meter: Meter, error: BaseException
) -> Spent | None:
    """Say what a request took that brought no answer; `None` if nothing.

    A service that answers with an error charges nothing. What was cancelled, left or
    waited for in vain it may have worked on.
    """
    if not meter.sent:
        return None
    if request.streams and meter.has_begun():
        return meter.of_stream(request.kwargs, False)
    if isinstance(error, Exception) and not _is_timeout(error, request.provider):
        return None
    if request.streams:
        return meter.of_stream(request.kwargs, False)
    return meter.estimate(request.kwargs)


def _is_timeout(error: Exception, provider: str) -> bool:
    from mirascope.core.base._errors import classify
    from mirascope.core.base._errors.kinds import APITimeoutError

    kind = classify(error, provider)
    return kind is not None and issubclass(kind, APITimeoutError)


class LimitLayer(CountingLayer):
    """Holds requests back as a limit says.

    Args:
        gate: The gate of the limit.
        order: Its place among others: calls pass all of theirs in this order, so that
            no two wait for each other.
        provider: The provider whose requests it is for; by default all.
        model: A pattern that their models match; by default all.
    """

    def __init__(
        self,
        gate: Gate,
        order: int,
        provider: str | None = None,
        model: str | None = None,
    ) -> None:
        super().__init__(gate, order)
        self._gate = gate
        self._provider = provider
        self._model = None if model is None else re.compile(translate(model))

    @override
    def entry(self, request: ProviderRequest, meter: Meter) -> Entry | None:
        if self._provider is not None and request.provider != self._provider:
            return None
        if self._model is not None and not self._model.match(request.model):
            return None
        return self._gate.ticket(request, meter)
