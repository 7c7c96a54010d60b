"""How often a request is sent, and when it is sent again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mirascope.exceptions import OptionError


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """When a request that failed is sent again.

    Args:
        attempts: How often a request is sent at most.
    """

    attempts: int = 4


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
    if given is None:
        return
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    if not is_number or not 0 < given < float("inf"):
        raise OptionError(
            f"`timeout` is {given!r}: give the seconds that a call may take, above 0"
        )
