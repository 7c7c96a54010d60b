"""What of an error may leave the process: plain values without credentials."""

from __future__ import annotations

import re
import sys
from typing import Any

from mirascope.core.base._fields import is_list, is_mapping, is_tuple
from mirascope.core.base._mask import MASK, is_credential, mask_request

from . import facts

_PLAIN = (str, bytes, int, float, bool, type(None))
_HEADERS = {"headers", "HTTPHeaders", "litellm_response_headers"}
_SAID = ("ratelimit", "retry", "request-id", "requestid", "content-type", "date")
"""What is in the names of the headers that are kept."""
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://[^\s\"'<>]+", re.IGNORECASE)
_DEEPEST = 20


def plain(value: Any, name: object = None) -> Any:
    """Copy what is plain, and leave out the rest, such as requests and responses.

    Args:
        value: What an error holds.
        name: Under which it holds it.

    Returns:
        Builtin values only; `None` in the place of others.
    """
    return _headers(value) if name in _HEADERS else mask_request(_copy(value, 0))


def text_of(error: Exception) -> str:
    """Give what an error says, without credentials that stand in it."""
    try:
        text = _mask_addresses(str(error))
    except Exception:  # any class of an SDK may be here
        return ""
    for name, value in facts.headers(error).items():
        if value and (name == "set-cookie" or is_credential(name, in_request=True)):
            text = text.replace(value, MASK)
    return without(text, sent_keys(error))


def sent_keys(error: Exception) -> list[str]:
    """Give the credentials in the headers that were sent, which services may repeat."""
    return [
        value.rpartition(" ")[2]
        for name, value in facts.sent_headers(error).items()
        if value and is_credential(name, in_request=True)
    ]


def without(value: Any, keys: list[str]) -> Any:
    """Mask these texts wherever they stand in plain values."""
    if isinstance(value, str):
        for key in keys:
            value = value.replace(key, MASK)
    elif is_list(value) or is_tuple(value):
        return type(value)(without(one, keys) for one in value)
    elif is_mapping(value):
        return {one: without(value[one], keys) for one in value}
    return value


def importable(cls: type[Exception]) -> type[Exception]:
    """Find the class, or the nearest above it, that can be found by its name."""
    for base in cls.__mro__:
        found: Any = sys.modules.get(base.__module__)
        for name in base.__qualname__.split("."):
            found = getattr(found, name, None)
        if found is base:
            return base
    return Exception


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
    if kind is str:
        return _mask_addresses(value)
    if kind in _PLAIN:
        return value
    if depth > _DEEPEST:
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


def _mask_addresses(text: str) -> str:
    if "://" not in text:
        return text
    return _ADDRESS.sub(lambda found: mask_request(found[0]), text)
