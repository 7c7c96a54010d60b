"""How often a request is sent, and when it is sent again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeGuard

from mirascope.core.base._errors.kinds import (
    APIConnectionError,
    APITimeoutError,
    AuthenticationError,
    ContextLengthError,
    OverloadedError,
    QuotaExceededError,
    RateLimitError,
    ServerError,
)
from mirascope.core.base._fields import COLLECTIONS
from mirascope.exceptions import (
    MirascopeError,
    NoAnswerError,
    OptionError,
    OutputError,
    ToolArgumentsError,
)

_NEVER = (QuotaExceededError, ContextLengthError, AuthenticationError)
"""What sending the same request again cannot mend."""
_OF_MODELS = (OutputError, ToolArgumentsError)
"""What is found once the answer is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """When a request that failed is sent again.

    While a policy is in force the SDK's own tries are off. An error that says how long
    to wait, such as by the header `Retry-After`, is waited for as long as it says;
    others for half a second, and twice as long after each further one.

    Args:
        attempts: How often a request is sent at most, the first time included.
        on: The errors after which it is sent again: classes of `llm`, of an SDK or of
            your own. An exhausted quota, a prompt that is too long and a wrong key are
            raised at once in any case, and errors of Mirascope's own unless `on` names
            them.
        max_wait_s: The longest wait, in seconds; an error that asks for a longer one is
            raised at once.
        total_s: How long after the first attempt began the last one may begin, in
            seconds.
        jitter: Whether waits are made longer at random, so that many callers do not
            come back at the same time.

    Raises:
        OptionError: A number is out of range, or `on` holds something else than classes
            of errors.
    """

    attempts: int = 4
    on: type[Exception] | tuple[type[Exception], ...] = (
        RateLimitError,
        OverloadedError,
        ServerError,
        APIConnectionError,
        APITimeoutError,
    )
    max_wait_s: float = 60.0
    total_s: float | None = None
    jitter: bool = True

    def __post_init__(self) -> None:
        attempts: Any = self.attempts
        if isinstance(attempts, bool) or not isinstance(attempts, int) or attempts < 1:
            raise OptionError(
                f"`attempts` is {attempts!r}: give how often a request is sent at "
                "most, 1 or more"
            )
        if not _is_time(self.max_wait_s):
            raise OptionError(
                f"`max_wait_s` is {self.max_wait_s!r}: give the seconds that a wait "
                "may take, 0 or more"
            )
        if self.total_s is not None and not (_is_time(self.total_s) and self.total_s):
            raise OptionError(
                f"`total_s` is {self.total_s!r}: give the seconds that all tries may "
                "take, above 0"
            )
        jitter: Any = self.jitter
        if not isinstance(jitter, bool):
            raise OptionError(f"`jitter` is {jitter!r}: give True or False")
        object.__setattr__(self, "on", _classes(self.on))

    @property
    def reads_answers(self) -> bool:
        """Whether an answer may be an error of ours."""
        return any(issubclass(kind, MirascopeError) for kind in self._on)

    @property
    def _on(self) -> tuple[type[Exception], ...]:
        on = self.on
        return on if isinstance(on, tuple) else (on,)

    def is_retried(self, error: Exception, provider: str) -> bool:
        """Tell whether a request is sent again that failed with an error."""
        from mirascope.core.base._errors import classify

        on = self._on
        if isinstance(error, MirascopeError):
            named = [kind for kind in on if issubclass(kind, MirascopeError)]
            return isinstance(error, tuple(named))
        kind = classify(error, provider)
        if kind is None:
            return isinstance(error, on)
        return not issubclass(kind, _NEVER) and (
            isinstance(error, on) or issubclass(kind, on)
        )


def _classes(given: Any) -> tuple[type[Exception], ...]:
    """Bring the kinds of errors into one form.

    Raises:
        OptionError: Something else is among them.
    """
    kinds: tuple[Any, ...] = (
        tuple(given) if isinstance(given, COLLECTIONS) else (given,)
    )
    for kind in kinds:
        if not isinstance(kind, type) or not issubclass(kind, Exception):
            raise OptionError(
                f"`on` holds {kind!r}: give classes of errors, such as "
                "`llm.RateLimitError`"
            )
        if issubclass(kind, _NEVER):
            raise OptionError(
                f"`on` holds {kind.__name__}, which the same request would meet again: "
                "leave it out"
            )
        if issubclass(kind, _OF_MODELS) and not issubclass(kind, NoAnswerError):
            raise OptionError(
                f"`on` holds {kind.__name__}, which is about what a response model is "
                "made of: give the call `validation_retries=`"
            )
    return kinds


def _is_time(given: Any) -> TypeGuard[float]:
    """Tell whether it is a number of seconds."""
    if isinstance(given, bool) or not isinstance(given, int | float):
        return False
    return 0 <= given < float("inf")


def policy_of(given: int | RetryPolicy) -> RetryPolicy:
    """Make a policy of what `retries` was given."""
    return given if isinstance(given, RetryPolicy) else RetryPolicy(attempts=given + 1)


def check_retries(given: Any) -> None:
    """Refuse what is neither a number of further tries nor a policy.

    Raises:
        OptionError: It is something else.
    """
    if given is None or isinstance(given, RetryPolicy):
        return
    if isinstance(given, bool) or not isinstance(given, int) or given < 0:
        raise OptionError(
            f"`retries` is {given!r}: give the number of further tries, 0 or more, or "
            "an `llm.RetryPolicy`"
        )


def check_timeout(given: Any) -> None:
    """Refuse what is no time.

    Raises:
        OptionError: It is no number of seconds above 0.
    """
    if given is not None and not (_is_time(given) and given):
        raise OptionError(
            f"`timeout` is {given!r}: give the seconds that a call may take, above 0"
        )
