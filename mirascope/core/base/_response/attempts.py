"""The attempts of a call, as responses and streams show and keep them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pickle import dumps, loads
from typing import Any

from mirascope.core.base._chain.record import Attempt, CallRecord

EARLIER = "_earlier"
"""Where a response or stream has the attempts before its own, once it is copied."""


def earlier_attempts(answer: Any, record: CallRecord | None) -> list[Attempt]:
    """Give the attempts before the one whose answer a response or stream is.

    Args:
        answer: The response or stream.
        record: The record of its call, if it has one.
    """
    own: dict[str, Any] = answer.__dict__
    kept: list[Attempt] | None = own.get(EARLIER)
    if kept is not None:
        return kept
    return [] if record is None else record.attempts


def with_attempts_of(stream: Any, response: Any) -> Any:
    """Give a response that a program's own stream has made the attempts of its call."""
    earlier = stream._earlier_attempts
    if earlier and not response._earlier_attempts:
        response.__dict__[EARLIER] = [*earlier]
    return response


def adopt_all(attempts: list[Attempt], provider: str) -> None:
    """Let the errors of attempts be of our kinds too, as under `llm` all are."""
    if not attempts:
        return
    from mirascope.core.base._errors import adopt

    for n, one in enumerate(attempts):
        if one.error is not None:
            error = adopt(one.error, provider)
            if error is not one.error:
                attempts[n] = replace(one, error=error)


def copied(attempts: Iterable[Attempt], provider: str) -> Mapping[str, Any]:
    """Give what a pickle keeps of attempts: errors without credentials and clients."""
    kept = [
        one
        if one.error is None
        else replace(one, error=portable_error(one.error, provider))
        for one in attempts
    ]
    return {EARLIER: kept} if kept else {}


def portable_error(error: Exception, provider: str | None = None) -> Exception:
    """Give an error that can be pickled: those of SDKs only if they are ours too."""
    from mirascope.core.base._errors import classify
    from mirascope.core.base._errors.kinds import ProviderError

    if isinstance(error, ProviderError):
        return error
    if (kind := classify(error, provider)) is not None:
        return kind(str(error))
    try:
        loads(dumps(error))  # noqa: S301  what was pickled just now
    except Exception:  # whatever classes of others raise
        return Exception(f"{type(error).__name__}: {error}")
    return error


def shown(attempts: Iterable[Attempt]) -> list[dict[str, Any]]:
    """Give the attempts as a dump shows them."""
    return [
        {
            "error": None if one.error is None else type(one.error).__name__,
            "wait_s": one.wait_s,
            "cost": one.cost,
        }
        for one in attempts
    ]
