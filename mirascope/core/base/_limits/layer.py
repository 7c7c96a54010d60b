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

    from .gate import Gate, Ticket


class Entry(Protocol):
    """What one request is counted by."""

    def enter(self) -> Flow[None]:
        """Wait until the request may be sent."""
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

    def entry(self, request: ProviderRequest) -> Entry | None:
        """Make what counts a request; `None` if this does not."""
        raise NotImplementedError

    @override
    def answer(self, request: ProviderRequest, send: Send) -> Flow[Any]:
        meter, entry = self._begin(request)
        if meter is None or entry is None:
            return (yield from send(request))
        failed: BaseException | None = None
        spent: Spent | None = None
        meter.counted_by.append(self._owner)
        try:
            yield from entry.enter()
            native = yield from send(request)
            spent = meter.of_answer(request.kwargs, native)
            return native
        except BaseException as error:
            failed = error
            spent = spent_in_vain(request, meter, error)
            raise
        finally:
            meter.counted_by.remove(self._owner)
            entry.leave(meter.sent or failed is None, spent, failed)

    @override
    def stream(self, request: ProviderRequest, send: SendStream) -> StreamFlow:
        meter, entry = self._begin(request)
        if meter is None or entry is None:
            yield from send(request)
            return
        failed: BaseException | None = None
        spent: Spent | None = None
        meter.counted_by.append(self._owner)
        try:
            yield from entry.enter()
            yield from send(request)
            spent = meter.of_stream(request.kwargs, True)
        except BaseException as error:
            failed = error
            spent = spent_in_vain(request, meter, error)
            raise
        finally:
            meter.counted_by.remove(self._owner)
            entry.leave(meter.sent or failed is None, spent, failed)

    def _begin(self, request: ProviderRequest) -> tuple[Meter | None, Entry | None]:
        meter = request.meter
        if meter is None or self._owner in meter.counted_by:
            return None, None
        meter.sent = False
        return meter, self.entry(request)


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
    def entry(self, request: ProviderRequest) -> LimitEntry | None:
        if self._provider is not None and request.provider != self._provider:
            return None
        if self._model is not None and not self._model.match(request.model):
            return None
        gate, meter = self._gate, request.meter
        assert meter is not None
        estimate = meter.estimate(request.kwargs) if gate.needs_estimate else None
        ticket = gate.ticket(request, estimate)
        return LimitEntry(gate, request.provider, ticket)


class LimitEntry:
    """What one request is to one limit."""

    __slots__ = ("_gate", "_provider", "_ticket")

    def __init__(self, gate: Gate, provider: str, ticket: Ticket) -> None:
        self._gate = gate
        self._provider = provider
        self._ticket = ticket

    def enter(self) -> Flow[None]:
        """Wait until the request may be sent."""
        return self._gate.enter(self._ticket)

    def leave(
        self, was_sent: bool, spent: Spent | None, error: BaseException | None
    ) -> None:
        """Give back what it had, and hold others back where the service said so."""
        self._gate.leave(self._ticket, spent, was_sent)
        if was_sent and isinstance(error, Exception):
            from mirascope.core.base._errors import classify, retry_after
            from mirascope.core.base._errors.kinds import RateLimitError

            kind = classify(error, self._provider)
            if kind is not None and issubclass(kind, RateLimitError):
                self._gate.shut(self._provider, retry_after(error) or 0.0)
