"""Which JSON schemas are enforced by services that take only a part of the standard."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

# https://docs.anthropic.com/en/docs/build-with-claude/structured-outputs
_REFUSED = frozenset(
    {
        *("exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum", "multipleOf"),
        *("maxItems", "minItems", "uniqueItems", "maxLength", "minLength"),
        *("maxProperties", "minProperties", "default", "examples"),
    }
)
_DATA = frozenset({"const", "enum", "required"})
_NAMED = frozenset({"properties", "$defs"})


def is_closed(schema: Any) -> bool:
    """Tell whether all objects have only keys that are declared.

    Args:
        schema: A schema, or any part of one.

    Returns:
        Whether it can be enforced.
    """
    if isinstance(schema, list):
        return all(map(is_closed, cast("list[Any]", schema)))
    if not isinstance(schema, Mapping):
        return True
    node = cast("Mapping[str, Any]", schema)
    free = node.get("type") == "object" and "properties" not in node
    return not (free or node.get("additionalProperties")) and all(
        map(is_closed, node.values())
    )


def enforceable(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Put a schema into the form that can be enforced.

    Args:
        schema: The schema of an object.

    Returns:
        The schema; the limits that cannot be enforced are told in the descriptions.
    """
    kept: dict[str, Any] = {}
    limits: dict[str, Any] = {}
    for key, value in schema.items():
        if key in _REFUSED:
            limits[key] = value
        elif key in _DATA:
            kept[key] = value
        elif key in _NAMED:
            kept[key] = {name: enforceable(one) for name, one in value.items()}
        else:
            kept[key] = _each(value)
    if limits:
        told = json.dumps(limits, ensure_ascii=False, default=str)
        kept["description"] = f"{kept.get('description', '')} {told}".lstrip()
    if "properties" in kept:
        kept["additionalProperties"] = False
    return kept


def _each(value: Any) -> Any:
    if isinstance(value, list):
        return [_each(one) for one in cast("list[Any]", value)]
    if isinstance(value, Mapping):
        return enforceable(cast("Mapping[str, Any]", value))
    return value
