"""Which JSON schemas are enforced by services that take only a part of the standard."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mirascope.core.base._fields import is_list, is_mapping

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
    """Tell whether all objects have only keys that are declared."""
    if is_list(schema):
        return all(map(is_closed, schema))
    if not is_mapping(schema):
        return True
    free = schema.get("type") == "object" and "properties" not in schema
    is_open = free or schema.get("additionalProperties")
    return not is_open and all(map(is_closed, schema.values()))


def enforceable(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Put a schema into the form that can be enforced."""
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
        limits_text = json.dumps(limits, ensure_ascii=False, default=str)
        kept["description"] = f"{kept.get('description', '')} {limits_text}".lstrip()
    if "properties" in kept:
        kept["additionalProperties"] = False
    return kept


def _each(value: Any) -> Any:
    if is_list(value):
        return list(map(_each, value))
    return enforceable(value) if is_mapping(value) else value
