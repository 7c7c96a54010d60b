"""What of an error may leave the process: plain values without credentials."""

from __future__ import annotations

import sys
from typing import Any

from mirascope.core.base._mask import mask_request

_PLAIN = (str, bytes, int, float, bool, type(None))
_HEADERS = {"headers", "HTTPHeaders", "litellm_response_headers"}
_SAID = ("ratelimit", "retry", "request-id", "requestid", "content-type", "date")
"""What is in the names of the headers that are kept."""


def plain(value: Any, name: object = None) -> Any:
    """Copy what is plain, and leave out the rest, such as requests and responses.

    Args:
        value: What an error holds.
        name: Under which it holds it.

    Returns:
        Builtin values only; `None` in the place of others.
    """
    if name in _HEADERS:
        return _headers(value)
    return mask_request(_copy(value, 0))


def _headers(value: Any) -> Any:
    try:
        return {
            str(one): str(value[one])
            for one in value
            if any(said in str(one).lower() for said in _SAID)
        }
    except (TypeError, LookupError, AttributeError, ValueError):
        return None


def _copy(value: Any, depth: int) -> Any:
    kind = value.__class__
    if kind in _PLAIN:
        return value
    if depth > 20:
        return None
    if kind is dict:
        return {
            one: _headers(part) if one in _HEADERS else _copy(part, depth + 1)
            for one, part in value.items()
            if type(one) in _PLAIN
        }
    if kind is list or kind is tuple:
        copied: list[Any] = [_copy(part, depth + 1) for part in value]
        return tuple(copied) if kind is tuple else copied
    return None


def safe_text(error: Exception) -> str:
    """Give what an error says."""
    try:
        return str(error)
    except Exception:
        return ""


def importable(cls: type[Exception]) -> type[Exception]:
    """Find the class, or the nearest above it, that can be found by its name."""
    for base in cls.__mro__:
        found: Any = sys.modules.get(base.__module__)
        for name in base.__qualname__.split("."):
            found = getattr(found, name, None)
        if found is base:
            return base
    return Exception
