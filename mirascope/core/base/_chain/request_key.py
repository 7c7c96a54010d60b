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

from mirascope.core.base._fields import fields
from mirascope.core.base._mask import mask_values
from mirascope.exceptions import InvalidCallError

from .request import ProviderRequest

FORMAT = 1
"""Counted up when requests get other keys than before."""

_LEFT_OUT = re.compile(
    r"(?:.*_)?(?:headers|time_?out(?:_(?:ms|in_seconds|s))?|metadata)|requestMetadata"
    r"|(?:api_)?base(?:_url)?|server_url|azure_endpoint|endpoint_url"
)
"""Keywords that say how a request travels, or what it is filed under."""
_OPTIONS = frozenset({"config", "http_options", "request_options"})
"""Keywords that may hold such keywords."""
_NOT_GIVEN = frozenset({"NotGiven", "Omit", "Unset"})
"""The classes of what SDKs have in the place of a keyword that was not given."""


def request_key(request: ProviderRequest) -> str:
    """Make the key of a request.

    It holds the provider and its API, the model, the whole body, the schema, and
    whether the answer is streamed; not the host, credentials, headers, time limits and
    metadata. Media counts by its bytes, an address by what it is.

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
        JSON text, in ASCII and in one order.
    """
    known = {
        "format": FORMAT,
        "provider": request.provider,
        "api": request.api,
        "model": request.model,
        "streams": request.streams,
        "schema": request.schema,
        "body": _body(mask_values(request.kwargs)),
    }
    return dumps(_plain(known), sort_keys=True, separators=(",", ":"))


def _body(kwargs: Any) -> dict[str, Any]:
    """Leave out what does not reach the model."""
    given = fields(kwargs)
    return {
        name: _body(value) if name in _OPTIONS else value
        for name, value in given.items()
        if not _LEFT_OUT.fullmatch(name) and value is not None
    }


def _plain(value: Any) -> Any:
    """Write a value in JSON types that say the same in every process."""
    kind: Any = value.__class__
    if value is None or kind in (bool, int, float, str):
        return value
    if issubclass(kind, bytes | bytearray | memoryview):
        return {"\0bytes": sha256(bytes(value)).hexdigest()}
    if issubclass(kind, Enum):
        return _plain(value.value)
    if issubclass(kind, Mapping):
        return {
            str(name): _plain(item)
            for name, item in value.items()
            if type(item).__name__ not in _NOT_GIVEN
        }
    if issubclass(kind, list | tuple):
        return [_plain(item) for item in value]
    if issubclass(kind, set | frozenset):
        listed = [_plain(item) for item in value]
        return sorted(listed, key=lambda item: dumps(item, sort_keys=True))
    if issubclass(kind, BaseModel) or is_dataclass(kind):
        return _plain(_said(value))
    return _plain_other(value, kind)


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


def _said(value: Any) -> dict[str, Any]:
    """Give the fields of an object that were set, or are not `None`."""
    if not isinstance(value, BaseModel):
        return {one.name: getattr(value, one.name) for one in dataclass_fields(value)}
    given = value.model_fields_set
    return {
        name: item
        for name, item in fields(value).items()
        if name in given or item is not None
    }
