"""JSON schemas that a provider can enforce, and the answers that they bring."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from mirascope.core.base._fields import is_dict, is_list
from mirascope.core.base._functions import warn

from .generate import Schema, inline_root


def strict_schema(schema: Mapping[str, Any]) -> Schema:
    """Give the form of a schema that a provider can enforce to the letter.

    Every object requires all of its properties and takes no others; those that were
    optional may be null instead. Defaults and keywords that only a validator can check
    are left out, references stay.
    https://platform.openai.com/docs/guides/structured-outputs#supported-schemas

    Args:
        schema: The schema; it is not changed.

    Returns:
        A new schema. `without_nulls` reverses what it does to values.
    """
    return _strict(inline_root(deepcopy(dict(schema))))


def without_nulls(value: Any, schema: Mapping[str, Any]) -> Any:
    """Leave out the nulls that stand for optional properties in a strict answer.

    Args:
        value: The answer, parsed; it is not changed.
        schema: The schema from which the strict one was made.

    Returns:
        The answer as the schema itself describes it.
    """
    return _restore(value, schema, schema)


_STRICT_KEYWORDS = {
    *("$defs", "$ref", "additionalProperties", "anyOf", "description", "enum"),
    *("examples", "exclusiveMaximum", "exclusiveMinimum", "format", "items"),
    *("maxItems", "maximum", "minItems", "minimum", "multipleOf", "pattern"),
    *("properties", "required", "title", "type"),
}
_STRICT_FORMATS = {
    *("date", "date-time", "duration", "email", "hostname"),
    *("ipv4", "ipv6", "time", "uuid"),
}
_ANY: Schema = {}
_SHAPES = ("$ref", "anyOf", "enum", "type")
"""Keywords of which a strict schema has at least one."""


def _strict(node: Any) -> Schema:
    schema = _plain_choices(dict(node) if is_dict(node) else {})
    schema = {key: value for key, value in schema.items() if key in _STRICT_KEYWORDS}
    if "$ref" in schema and len(schema) > 1:
        # A reference stands alone in a strict schema: what was beside it moves out.
        alone: Schema = {"anyOf": [{"$ref": schema.pop("$ref")}]}
        schema = alone | schema
    if schema.get("format") not in _STRICT_FORMATS:
        schema.pop("format", None)
    if "$defs" in schema:
        schema["$defs"] = {key: _strict(one) for key, one in schema["$defs"].items()}
    if "anyOf" in schema:
        schema["anyOf"] = [_strict(one) for one in schema["anyOf"]]
    kind = schema.get("type")
    if kind == "array" or "items" in schema:
        schema["items"] = _strict(schema.get("items"))
    if kind == "object" or "properties" in schema:
        return _strict_object(schema)
    if schema.keys().isdisjoint(_SHAPES):
        _warn("a value of any type", "can only be a string, number, boolean or null")
        schema["type"] = ["string", "number", "boolean", "null"]
    return schema


def _strict_object(schema: Schema) -> Schema:
    properties: Schema = schema.get("properties") or {}
    if schema.get("additionalProperties") or "properties" not in schema:
        _warn("an object with free keys", "can only have the keys that are declared")
    required: list[str] = schema.get("required") or []
    schema["type"] = schema.get("type", "object")
    schema["properties"] = {
        name: _strict(one) if name in required else _nullable(_strict(one))
        for name, one in properties.items()
    }
    schema["required"] = list(properties)
    schema["additionalProperties"] = False
    return schema


def _plain_choices(schema: Schema) -> Schema:
    """Say with `anyOf`, `enum` and `items` what strict schemas say no other way."""
    parts: list[Schema] = schema.pop("allOf", None) or []
    for part in parts:
        schema = {**part, **schema}
    if "oneOf" in schema:
        schema["anyOf"] = schema.pop("oneOf")
    if "const" in schema:
        schema["enum"] = [schema.pop("const")]
    prefix: list[Any] = schema.pop("prefixItems", None) or []
    if prefix:
        kinds = [one for at, one in enumerate(prefix) if one not in prefix[:at]]
        schema["items"] = kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
    return schema


def _nullable(schema: Schema) -> Schema:
    """Let a strict schema also take null."""
    if _takes_null(schema, schema):
        return schema
    if "enum" in schema:
        schema = {**schema, "enum": [*schema["enum"], None]}
    if kind := schema.get("type"):
        return {**schema, "type": [*_kinds(kind), "null"]}
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return schema


def _warn(what: str, limit: str) -> None:
    warn(
        f"a strict schema cannot express {what}, which {limit} in the answer: declare "
        "the keys and types, or leave `strict` out"
    )


def _resolve(schema: Any, root: Mapping[str, Any]) -> Schema:
    """Follow references to the schema they stand for."""
    while is_dict(schema) and "$ref" in schema:
        name: str = schema["$ref"].removeprefix("#/$defs/")
        schema = root.get("$defs", {}).get(name)
    return schema if is_dict(schema) else {}


def _takes_null(schema: Any, root: Mapping[str, Any]) -> bool:
    found = _resolve(schema, root)
    if "enum" in found or "const" in found:
        return None in found.get("enum", [found.get("const", ...)])
    if choices := _choices(found):
        return any(_takes_null(one, root) for one in choices)
    kind = found.get("type")
    if kind is None:
        return "$ref" not in schema and "allOf" not in found
    return "null" in _kinds(kind)


def _kinds(kind: Any) -> list[str]:
    return kind if is_list(kind) else [kind]


def _choices(schema: Schema) -> list[Any]:
    return schema.get("anyOf") or schema.get("oneOf") or []


def accepts_type(kind: str, schema: Any, root: Mapping[str, Any]) -> bool:
    """Tell whether a schema names a JSON type, or one of its choices does."""
    found = _resolve(schema, root)
    return found.get("type") == kind or any(
        accepts_type(kind, one, root) for one in _choices(found)
    )


def _restore(value: Any, schema: Any, root: Mapping[str, Any]) -> Any:
    found = _resolve(schema, root)
    if choices := _choices(found):
        found = _choose(value, [_resolve(one, root) for one in choices])
    for part in found.get("allOf") or ():
        value = _restore(value, part, root)
    if is_dict(value):
        given: Schema = value
        known: Schema = found.get("properties") or {}
        required: list[str] = found.get("required") or []
        return {
            key: _restore(one, known.get(key, {}), root)
            for key, one in given.items()
            if one is not None
            or key in required
            or key not in known
            or _takes_null(known[key], root)
        }
    if is_list(value):
        items: list[Any] = value
        prefix: list[Any] = found.get("prefixItems") or []
        return [
            _restore(one, prefix[at] if at < len(prefix) else found.get("items"), root)
            for at, one in enumerate(items)
        ]
    return value


def _choose(value: Any, choices: list[Schema]) -> Schema:
    """Find the choice that a value was made for: a strict answer has all its keys."""
    if isinstance(value, list):
        return next((one for one in choices if one.get("type") == "array"), _ANY)
    if not is_dict(value):
        return _ANY
    for one in choices:
        known: Schema = one.get("properties") or {}
        if value.keys() <= known.keys() and all(
            _may_be(value.get(key), kind) for key, kind in known.items()
        ):
            return one
    return _ANY


def _may_be(value: Any, schema: Any) -> bool:
    found = _resolve(schema, {})
    return value in found.get("enum", [found.get("const", value)])
