"""How the parts of a response that are not data become data when it is dumped."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any, cast

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError, to_jsonable_python

_SECRET = re.compile(r"(?i)authorization|api[-_]?key|token$|secret|password|cookie")


def plain_json(value: Any) -> Any:
    """Turn any value into JSON types; what has no JSON form becomes its class's name.

    Args:
        value: Anything a request or response may hold.

    Returns:
        `None`, a bool, number, string, list or dict. Values of headers that carry
        credentials are left out.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Mapping):
        items = cast("Mapping[Any, Any]", value).items()
        return {
            str(key): "***" if _is_secret(key, item) else plain_json(item)
            for key, item in items
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [plain_json(item) for item in cast("list[Any]", value)]
    if isinstance(value, BaseModel):
        try:
            return value.model_dump(mode="json", warnings=False)
        except PydanticSerializationError:
            return plain_json(dict(value))
    try:
        return to_jsonable_python(value)
    except (PydanticSerializationError, ValueError):
        return f"<{type(value).__module__}.{type(value).__qualname__}>"


def _is_secret(key: object, value: object) -> bool:
    return isinstance(key, str) and isinstance(value, str) and bool(_SECRET.search(key))


def build(*kinds: Any) -> None:
    """Build the models that are in a dump.

    Messages and the objects of SDKs are made without validation, and on older versions
    of pydantic a model that is not built yet cannot be dumped.

    Args:
        kinds: Classes, of which some may be models.
    """
    for kind in kinds:
        if not getattr(kind, "__pydantic_complete__", True):
            kind.model_rebuild()


def strip_private(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what was computed from the fields and is cached beside them.

    Args:
        fields: The `__dict__` of a response.

    Returns:
        A copy without the names that begin with an underscore.
    """
    return {name: value for name, value in fields.items() if name[0] != "_"}
