"""The key of a request: equal for equal requests, in any process."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from enum import Enum
from functools import partial
from hashlib import sha256
from json import dumps
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError, to_jsonable_python

from mirascope.core.base._fields import as_mapping, is_mapping
from mirascope.core.base._mask import is_credential, mask_conversation, may_let_in
from mirascope.exceptions import InvalidCallError

from .request import ProviderRequest

FORMAT = 2
"""Counted up when requests get other keys than before."""

_LEFT_OUT = re.compile(
    r"(?:.*_)?(?:headers|time_?out(?:_(?:ms|in_seconds|s))?|metadata)|requestMetadata"
    r"|(?:api_)?base(?:_url)?|server_url|azure_endpoint|endpoint_url"
)
"""Keywords that say how a request travels, or what it is filed under."""
_OPTIONS = frozenset({"config", "http_options", "request_options"})
"""Keywords that may hold such keywords."""
_MORE = frozenset({"extra_query", "extra_body"})
"""Keywords whose fields are sent as they are, except for credentials."""
_NOT_GIVEN = frozenset({"NotGiven", "Omit", "Unset"})
"""The classes of what SDKs have in the place of a keyword that was not given."""


def request_key(request: ProviderRequest) -> str:
    """Make the key of a request.

    It holds the provider and its API, the model, the whole body, the schema, and
    whether the answer is streamed; not the host, headers, time limits, metadata and the
    credentials by which the service is reached. Media counts by its bytes, an address
    by all of it, since what is behind it may depend on a token that it holds.

    Args:
        request: The request.

    Returns:
        32 hexadecimal digits.

    Raises:
        InvalidCallError: The request holds an object that has no form of its own.
    """
    return sha256(key_input(request).encode()).hexdigest()[:32]


def key_input(request: ProviderRequest) -> str:
    """Write down what the key of a request is the hash of.

    Args:
        request: The request.

    Returns:
        JSON text, in ASCII and in one order, with hashes in the place of what may let
        in whoever has it.
    """
    known = {
        "format": FORMAT,
        "provider": request.provider,
        "api": request.api,
        "model": request.model,
        "streams": request.streams,
        "schema": request.schema,
        "body": _body(request.kwargs),
    }
    return _json(_plain(known))


def _body(kwargs: Any) -> dict[str, Any]:
    """Leave out what does not reach the model."""
    return {
        name: _part(name, value)
        for name, value in as_mapping(kwargs).items()
        if value is not None
        and not _LEFT_OUT.fullmatch(name)
        and not is_credential(name)
    }


def _part(name: str, value: Any) -> Any:
    """Leave out of a keyword what does not reach the model."""
    if name in _OPTIONS:
        return _body(value)
    if name in _MORE and is_mapping(value):
        is_query = name == "extra_query"
        return {k: v for k, v in value.items() if not is_credential(k, is_query)}
    return value


def _plain(value: Any) -> Any:
    """Write a value in JSON types that say the same in every process."""
    kind: Any = value.__class__
    if kind is str:
        return _text(value) if "://" in value else value
    if value is None or kind in (bool, int, float):
        return value
    if issubclass(kind, bytes | bytearray | memoryview):
        return {"\0bytes": sha256(bytes(value)).hexdigest()}
    if issubclass(kind, Enum):
        return _plain(value.value)
    if issubclass(kind, Mapping):
        return {
            _escaped(name): _hidden(item) if may_let_in(name) else _plain(item)
            for name, item in value.items()
            if type(item).__name__ not in _NOT_GIVEN
        }
    if issubclass(kind, list | tuple):
        return [_plain(item) for item in value]
    if issubclass(kind, set | frozenset):
        listed = [_plain(item) for item in value]
        return sorted(listed, key=_json)
    if issubclass(kind, BaseModel) or is_dataclass(kind):
        return _plain(_set_values(value))
    return _plain_other(value, kind)


def _text(text: str) -> Any:
    """Hide an address that lets in whoever has it."""
    return text if mask_conversation(text) is text else _hash(text)


def _hidden(value: Any) -> Any:
    """Write a value so that it can be compared, but not read."""
    return None if value is None else _hash(_json(_plain(value)))


def _hash(text: str) -> dict[str, str]:
    return {"\0hash": sha256(text.encode()).hexdigest()}


def _escaped(name: Any) -> str:
    """Keep a name from looking like one of ours."""
    return f"\0{name}" if str(name).startswith("\0") else str(name)


def _json(value: Any) -> str:
    return dumps(value, sort_keys=True, separators=(",", ":"))


def _plain_other(value: Any, kind: Any) -> Any:
    """Write what is neither a value of JSON nor an object with fields."""
    if hasattr(value, "model_json_schema"):
        return _plain(value.model_json_schema())
    if kind is partial:
        return _plain([value.func, value.args, value.keywords])
    if hasattr(value, "__qualname__"):
        return f"{value.__module__}:{value.__qualname__}"
    if hasattr(kind, "to_dict"):  # the objects of Google's older packages
        return _plain(kind.to_dict(value))
    try:
        return to_jsonable_python(value)
    except (PydanticSerializationError, ValueError):
        raise InvalidCallError(
            f"no key can be made of a request that holds a {kind.__module__}."
            f"{kind.__qualname__}: give it as a dict, or as an object of the SDK"
        ) from None


def _set_values(value: Any) -> dict[str, Any]:
    """Give the fields of an object that were set, or are not `None`."""
    if not isinstance(value, BaseModel):
        return {one.name: getattr(value, one.name) for one in dataclass_fields(value)}
    given = value.model_fields_set
    return {
        name: item
        for name, item in as_mapping(value).items()
        if name in given or item is not None
    }
