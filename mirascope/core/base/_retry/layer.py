"""The layer that sends a request again which failed."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from logging import DEBUG
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from mirascope.core.base._chain.request import (
    Layer,
    Position,
    ProviderRequest,
    Send,
    SendStream,
)
from mirascope.core.base._chain.streams import go_on, until_emit
from mirascope.core.base._event_loop import sleep as async_sleep
from mirascope.core.base._flow import Either, Flow, Step, StreamFlow
from mirascope.core.base._log import LOGGER

if TYPE_CHECKING:
    from .policy import RetryPolicy


class RetryLayer(Layer):
    """Sends a request again, as a policy says.

    Args:
        policy: The policy.
    """

    position: ClassVar[Position] = Position.RETRY

    def __init__(self, policy: RetryPolicy) -> None:
        self.policy = policy

    @override
    def warm_up(self) -> None:
        for name in ("tenacity", f"{__package__}.strategy"):
            import_module(name)

    @override
    def answer(self, request: ProviderRequest, send: Send) -> Flow[Any]:
        request = request._replace(own_retries=False)
        check = request.check if self.policy.reads_answers else None
        tries = Tries(self.policy, request)
        while True:
            try:
                answer = yield from send(request)
                if check is not None:
                    check(answer)
                return answer
            except Exception as error:
                # What is waited for outside is no context of the next error.
                if (wait := tries.wait_after(error)) is None:
                    raise
            yield wait

    @override
    def stream(self, request: ProviderRequest, send: SendStream) -> StreamFlow:
        """Get a streamed answer; once there is a chunk, errors pass through."""
        request = request._replace(own_retries=False)
        tries = Tries(self.policy, request)
        while True:
            flow = send(request)
            try:
                first = yield from until_emit(flow)
                break
            except Exception as error:
                if (wait := tries.wait_after(error)) is None:
                    raise
            yield wait
        if first is not None:
            yield from go_on(flow, first)


class Tries:
    """The tries of one call.

    Args:
        policy: How many there are, and for what.
        request: The request.
    """

    def __init__(self, policy: RetryPolicy, request: ProviderRequest) -> None:
        self._policy = policy
        self._request = request
        self._began = monotonic()
        self._state: Any = None

    def wait_after(self, error: Exception) -> Step | None:
        """Give what waits before the next try; `None` if the error is to be raised."""
        policy, request = self._policy, self._request
        is_retried = policy.is_retried(error, request.provider)
        number = 1 if self._state is None else self._state.attempt_number
        seconds = self._next_wait(error) if is_retried else None
        if seconds is None and (is_retried or number > 1):
            error.add_note(f"attempt {number} of {policy.attempts}")
        if request.record is not None:
            request.record.failed(error, seconds or 0.0)
        if LOGGER.isEnabledFor(DEBUG):
            what = "is the last" if seconds is None else f"waits for {seconds:.3f} s"
            LOGGER.debug(
                "%s %s: attempt %d of %d failed with %s, and %s",
                *(request.provider, request.model, number, policy.attempts),
                *(type(error).__name__, what),
            )
        if seconds is None:
            return None
        pause = partial(request.pause or sleep, seconds)
        return Either(pause, partial(async_sleep, seconds))

    def _next_wait(self, error: Exception) -> float | None:
        """Let tenacity say how long to wait, if there is to be another try."""
        # Imported here: most calls never need it.
        from tenacity import DoSleep

        state = self._state
        if state is None:
            from .strategy import retry_state

            state = self._state = retry_state(self._policy, self._request, self._began)
        state.set_exception((type(error), error, error.__traceback__))
        action = state.retry_object.iter(state)
        if not isinstance(action, DoSleep):
            return None
        state.prepare_for_next_attempt()
        return float(action)
