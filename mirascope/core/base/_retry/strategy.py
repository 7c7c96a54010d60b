"""When to send again, and after which time: what tenacity is told."""

from __future__ import annotations

from math import inf
from time import monotonic
from typing import TYPE_CHECKING

from tenacity import (
    RetryCallState,
    Retrying,
    stop_after_attempt,
    stop_any,
    stop_before_delay,
    wait_exponential,
    wait_random,
)
from tenacity.stop import stop_base
from tenacity.wait import wait_base
from typing_extensions import override

from mirascope.core.base._errors import retry_after

if TYPE_CHECKING:
    from mirascope.core.base._chain.request import ProviderRequest

    from .policy import RetryPolicy

FIRST_WAIT_S = 0.5
"""How long is waited after a first error that does not say how long."""

LATER = 0.1
"""By how much of it, at most, a wait that was asked for is made longer."""


def retry_state(
    policy: RetryPolicy, request: ProviderRequest, began: float
) -> RetryCallState:
    """Make the state of one call that has failed for the first time.

    Args:
        policy: The policy.
        request: The request.
        began: When its first attempt began, as `time.monotonic` tells it.
    """
    stops: list[stop_base] = [
        stop_after_attempt(policy.attempts),
        _StopBeforeWait(policy.max_wait_s, request.deadline),
    ]
    if policy.total_s is not None:
        stops.append(stop_before_delay(policy.total_s))
    retrying = Retrying(
        stop=stop_any(*stops),
        wait=_Wait(policy),
        # The error is raised where it was caught, so that its traceback is its own.
        retry_error_callback=lambda state: None,
    )
    retrying.begin()
    state = RetryCallState(retrying, None, (), {})
    state.start_time = began
    return state


def _asked_for(state: RetryCallState) -> float | None:
    """Give how long the error asks to wait, if it does."""
    error = state.outcome and state.outcome.exception()
    return None if error is None else retry_after(error, inf)


class _Wait(wait_base):
    """As long as the error says, or exponentially longer each time."""

    def __init__(self, policy: RetryPolicy) -> None:
        self._jitter = policy.jitter
        self._usual = wait_exponential(FIRST_WAIT_S, max=policy.max_wait_s)
        self._max_wait_s = policy.max_wait_s

    @override
    def __call__(self, retry_state: RetryCallState) -> float:
        asked = _asked_for(retry_state)
        if not self._jitter:
            return self._usual(retry_state) if asked is None else asked
        if asked is not None:
            return asked + wait_random(0, asked * LATER)(retry_state)
        later = wait_random(0, FIRST_WAIT_S)(retry_state)
        return min(self._usual(retry_state) + later, self._max_wait_s)


class _StopBeforeWait(stop_base):
    """Where the error asks for too long a wait, or the time of the call is over."""

    def __init__(self, max_wait_s: float, deadline: float | None) -> None:
        self._max_wait_s = max_wait_s
        self._deadline = deadline

    @override
    def __call__(self, retry_state: RetryCallState) -> bool:
        if (_asked_for(retry_state) or 0.0) > self._max_wait_s:
            return True
        left = inf if self._deadline is None else self._deadline - monotonic()
        return retry_state.upcoming_sleep >= left
