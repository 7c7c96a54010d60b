"""The layer that limits how long a call takes, with all its tries and waits."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from time import monotonic
from typing import Any, ClassVar

from typing_extensions import override

from mirascope.core.base._chain.request import (
    Layer,
    Position,
    ProviderRequest,
    Send,
    SendStream,
)
from mirascope.core.base._chain.streams import Relay
from mirascope.core.base._event_loop import within
from mirascope.core.base._flow import (
    Cleanup,
    Either,
    Emit,
    Flow,
    Step,
    StreamFlow,
    begin,
)
from mirascope.core.base._log import LOGGER


class TimeLimit(Layer):
    """Ends a call that takes too long.

    An async step is cancelled. In a sync call the SDK is told with each request how
    much is left, and nothing is begun once nothing is.

    Args:
        seconds: How long a call may take.
    """

    position: ClassVar[Position] = Position.TIME

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    @override
    def answer(self, request: ProviderRequest, send: Send) -> Flow[Any]:
        record = request.record
        known = None if record is None else record.deadline
        limit = _Limit(request, self.seconds, known)
        if record is not None:
            record.deadline = limit.deadline  # also of what is asked again
        return limit.watch(send(limit.request))

    @override
    def stream(self, request: ProviderRequest, send: SendStream) -> StreamFlow:
        limit = _Limit(request, self.seconds)
        return limit.watch(send(limit.request))


class _Limit:
    """The time limit of one call, which begins now unless it has begun."""

    def __init__(
        self, request: ProviderRequest, seconds: float, known: float | None = None
    ) -> None:
        deadline = monotonic() + seconds if known is None else known
        if request.deadline is not None:
            deadline = min(deadline, request.deadline)
        self.deadline = deadline
        self.request = request._replace(deadline=deadline)
        self._seconds = seconds

    def watch(self, flow: Flow[Any] | StreamFlow) -> Generator[Any, Any, Any]:
        """Perform the steps of a flow for as long as there is time."""
        try:
            return (yield from Relay(flow, self._within))
        except Exception as error:
            if not self._is_over(error):
                raise
            request, own = self.request, self.request.timeout_error()
            LOGGER.debug("%s %s: the time is over", request.provider, request.model)
            note = f"the call took longer than its `timeout={self._seconds:g}`"
            if isinstance(error, type(own)):
                error.add_note(note)
                raise
            own.add_note(note)  # in a stream, some SDKs let others' errors through
            raise own from error

    def _within(self, item: Any) -> Any:
        if isinstance(item, Emit | Cleanup):
            return item
        return Either(partial(self._run, item), partial(self._arun, item))

    def _run(self, step: Step) -> Any:
        if self.deadline <= monotonic():
            raise self.request.timeout_error()
        return step()

    def _arun(self, step: Step) -> Any:
        left_s = self.deadline - monotonic()
        return within(left_s, partial(begin, step), self.request.timeout_error)

    def _is_over(self, error: Exception) -> bool:
        """Tell whether an error of the SDK, or of ours, says that the time is over."""
        from mirascope.core.base._errors import classify
        from mirascope.core.base._errors.kinds import APITimeoutError

        kind = classify(error, self.request.provider)
        return kind is APITimeoutError and self.deadline <= monotonic()
