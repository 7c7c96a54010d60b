"""What an SDK's error holds: status, code, request id, and how long to wait."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from inspect import iscoroutinefunction
from typing import Any

from mirascope.core.base._fields import is_list, is_mapping

KEPT = "_mirascope_facts"
"""Under which an error that was unpickled holds what it can no longer compute."""
MOST_S = 3600.0
"""The longest that a service may ask to wait."""
_REQUEST_IDS = (
    *("x-request-id", "request-id", "apim-request-id", "x-ms-request-id"),
    *("x-amzn-requestid", "x-goog-request-id", "x-debug-trace-id", "x-trace-id"),
)
_READ = 4000
"""How many characters of a message are read."""
_READ_ERRORS = (AttributeError, LookupError, TypeError, ValueError, RuntimeError)
"""What looking at an unknown object may raise."""


def _get(error: object, name: str) -> Any:
    """Look at an attribute; one that cannot be read is not there."""
    try:
        own = getattr(error, "__dict__", {})
        if name in own or name in ("error_code", "request_id"):  # ours are computed
            return own.get(name)
        return getattr(error, name, None)
    except Exception:  # a property of an SDK, which may raise anything
        return None


def _mapping(value: object) -> Mapping[str, Any]:
    return value if is_mapping(value) else {}


def _kept(error: object, name: str) -> Any:
    return _mapping(_get(error, KEPT)).get(name)


def headers(error: object) -> Mapping[str, str]:
    """Give the headers of the answer, their names in lower case."""
    response = _get(error, "response")
    found: dict[str, str] = {}
    places: tuple[Any, ...] = (
        _get(error, "litellm_response_headers"),
        _get(error, "headers"),
        _get(_get(error, "raw_response"), "headers"),
        _get(response, "headers"),
        _mapping(_mapping(response).get("ResponseMetadata")).get("HTTPHeaders"),
    )
    for given in places:
        try:
            found |= {str(name).lower(): str(given[name]) for name in given or ()}
        except _READ_ERRORS:
            continue
    return found


def sent_headers(error: object) -> Mapping[str, str]:
    """Give the headers of the request, their names in lower case."""
    found: dict[str, str] = {}
    for holder in (error, _get(error, "response"), _get(error, "raw_response")):
        request = _get(holder, "request") or _get(holder, "request_info")  # aiohttp's
        given = _get(request, "headers")
        try:
            found |= {str(name).lower(): str(given[name]) for name in given or ()}
        except _READ_ERRORS:
            continue
    return found


def body(error: object) -> Any:
    """Give the body of the answer: parsed where it is JSON."""
    response = _get(error, "response")
    if is_mapping(response):
        return response  # as botocore has it
    for name in ("body", "details"):  # `details` is Google's, and a part of Anthropic's
        if (given := _get(error, name)) is not None:
            return _parsed(given)
    text = _get(response, "text")
    if callable(text):  # azure's, and aiohttp's, which nobody can wait for here
        text = None if iscoroutinefunction(text) else _called(text)
    return _parsed(text)


def _called(text: Callable[[], object]) -> object:
    try:
        return text()
    except Exception:  # it was not read
        return None


def _parsed(given: Any) -> Any:
    if not isinstance(given, str | bytes):
        return given
    from json import loads

    try:
        return loads(given)
    except (ValueError, RecursionError):
        return given


def parts(error: object) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of a body that say what happened, the outermost first.

    Yields:
        Mappings; at most a handful, whatever the body is.
    """
    found: Any = body(error)
    if is_list(found) and len(found) == 1:
        found = found[0]
    for _ in range(4):
        known = _mapping(found)
        if not known:
            return
        yield known
        found = next(
            (known[key] for key in ("error", "Error", "innererror") if known.get(key)),
            None,
        )


def codes(error: object) -> Iterator[str]:
    """Yield the words for the error, the most particular first."""
    own = [_get(error, name) for name in ("error_code", "code", "type", "status")]
    for known in reversed(list(parts(error))):
        detail = _mapping(known.get("details"))
        own += [detail.get("error_code")]
        own += [known.get(key) for key in ("code", "Code", "type", "status")]
        if isinstance(known.get("error"), str):
            own.append(known["error"])
    for code in own:
        if isinstance(code, str) and _WORD.fullmatch(code) and not code.isdigit():
            yield code


def reasons(error: object) -> Iterator[str]:
    """Yield what Google gives beside the status: a reason, or the period of a quota.

    Yields:
        Words such as `API_KEY_INVALID` and `PerDay`.
    """
    for detail in _details(error):
        if isinstance(reason := detail.get("reason"), str):
            yield reason
        violations: Any = detail.get("violations")
        for one in violations if is_list(violations) else ():
            yield from _PERIOD.findall(str(_mapping(one).get("quotaId")))


def _details(error: object) -> Iterator[Mapping[str, Any]]:
    for known in parts(error):
        details: Any = known.get("details")
        for detail in details if is_list(details) else ():
            yield _mapping(detail)


def http_status(error: object) -> int | None:
    """Give the HTTP status of the answer."""
    if (kept := _kept(error, "http_status")) is not None:
        return kept
    response = _get(error, "response")
    for given in (
        _get(error, "status_code"),
        _get(error, "code"),  # Google's
        _get(response, "status_code"),
        _get(response, "status"),
        _mapping(_mapping(response).get("ResponseMetadata")).get("HTTPStatusCode"),
        _get(error, "status"),
    ):
        if isinstance(given, int) and 100 <= given <= 599:
            return int(given)
    return None


def body_status(error: object) -> int | None:
    """Give the status that a body speaks of, as in the midst of a stream."""
    for one in parts(error):
        for name in ("code", "status", "status_code"):
            given = str(one.get(name))
            if given.isascii() and given.isdigit() and 400 <= int(given[:4]) <= 599:
                return int(given[:4])
    return None


def message(error: object) -> str:
    """Give what the body says in words, shortened."""
    found = [one.get(key) for one in parts(error) for key in ("message", "Message")]
    words = [one for one in found if isinstance(one, str)]
    if not words:
        words = [
            one for one in (body(error), _get(error, "message")) if isinstance(one, str)
        ]
    return "\n".join(words)[:_READ]


def error_code(error: object) -> str | None:
    """Give the service's own word for the error."""
    return _kept(error, "error_code") or next(codes(error), None)


def request_id(error: object) -> str | None:
    """Give the id under which the service knows the request."""
    for given in (_kept(error, "request_id"), vars(error).get("request_id")):
        if isinstance(given, str):
            return given
    known = headers(error)
    found: Any = next((known[name] for name in _REQUEST_IDS if name in known), None)
    if found is None:
        response = _mapping(_get(error, "response"))
        found = _mapping(response.get("ResponseMetadata")).get("RequestId")
    if found is None:
        found = next(
            (one["request_id"] for one in parts(error) if "request_id" in one), None
        )
    return found if isinstance(found, str) else None


def retry_after(error: BaseException, most_s: float = MOST_S) -> float | None:
    """Give the seconds that a service asks to wait for.

    Args:
        error: An error of an SDK.
        most_s: The longest wait that counts as one, by default an hour.

    Returns:
        More than none; `None` if it says nothing of the kind.
    """
    if _kept(error, "text") is not None:
        return _kept(error, "retry_after_s")
    known = headers(error)
    for seconds in _waits(error, known):
        if seconds is not None and seconds > 0:
            return seconds if seconds <= most_s else None
    return None


def _waits(error: object, known: Mapping[str, str]) -> Iterator[float | None]:
    """Yield what says how long to wait, in the order in which it counts."""
    in_ms = _number(known.get("retry-after-ms"))
    yield None if in_ms is None else in_ms / 1000
    yield _seconds_or_date(known.get("retry-after"))
    for detail in _details(error):
        yield _duration(detail.get("retryDelay"))
    yield _reset(known)


def _reset(known: Mapping[str, str]) -> float | None:
    """Read when the limits that are used up are reset, the latest of them."""
    waits: list[float] = []
    for name, value in known.items():
        if match := _LIMIT.fullmatch(name):
            left = _number(value)
            reset = known.get(f"{match[1]}{match[2]}-reset") or known.get(
                f"{match[1]}reset-{match[2]}"
            )
            if left == 0 and reset:
                wait = _duration(reset)
                waits.append(_seconds_or_date(reset) or 0 if wait is None else wait)
    return max(waits, default=None)


_LIMIT = re.compile(
    r"(x-ratelimit-|anthropic-ratelimit-)(?:remaining-)?(.+?)(?:-remaining)?"
)
_PERIOD = re.compile(r"Per(?:Day|Month)")
_WORD = re.compile(r"\S{1,100}")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_PIECE = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(ms|s|m|h|d)")
_DURATION = re.compile(rf"(?:{_PIECE.pattern})+", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})?", re.ASCII)


def _number(value: object) -> float | None:
    text = str(value).strip()
    return float(text) if _NUMBER.fullmatch(text) else None


def _duration(value: object) -> float | None:
    """Read a duration such as `13s` or `6m0s`."""
    if not isinstance(value, str) or not _DURATION.fullmatch(value.strip()):
        return None
    return sum(float(n) * _UNITS[unit] for n, unit in _PIECE.findall(value))


def _seconds_or_date(value: str | None) -> float | None:
    if value is None:
        return None
    seconds = _number(value)
    return _date(value) if seconds is None else seconds


def _date(value: str) -> float | None:
    """Tell how far ahead a date is, in either of the two forms that headers have."""
    from datetime import UTC, datetime
    from email.utils import parsedate_to_datetime

    for parse in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            then = parse(value.strip())
            if then.tzinfo is None:
                then = then.replace(tzinfo=UTC)
            return (then - datetime.now(UTC)).total_seconds()
        except (TypeError, ValueError, OverflowError, IndexError):
            continue
    return None
