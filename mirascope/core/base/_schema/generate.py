"""JSON schemas as models are shown them: without noise, or in the strict form."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, TypeAlias, cast

from pydantic import BaseModel, TypeAdapter
from pydantic.errors import PydanticUserError
from pydantic.json_schema import (
    GenerateJsonSchema,
    JsonSchemaMode,
    JsonSchemaWarningKind,
)
from typing_extensions import override

from mirascope.core.base._warnings import warn
from mirascope.exceptions import ResponseModelError

Schema: TypeAlias = dict[str, Any]

_NAMED = ("properties", "$defs", "patternProperties", "dependentSchemas")
"""Keywords that hold schemas by name."""
_SINGLE = ("items", "additionalProperties", "not", "contains", "propertyNames")
"""Keywords that hold one schema."""
_LISTED = ("anyOf", "oneOf", "allOf", "prefixItems")
"""Keywords that hold a list of schemas."""


class GenerateJsonSchemaNoTitles(GenerateJsonSchema):
    """Generates schemas without the titles that only repeat a name.

    The root has neither title nor description, and is an object even where a recursive
    model would be a reference.
    """

    # A default that JSON cannot express is still the function's default.
    ignored_warning_kinds: set[JsonSchemaWarningKind] = {  # noqa: RUF012  as declared
        "skipped-choice",
        "non-serializable-default",
    }

    @override
    def generate(self, schema: Any, mode: JsonSchemaMode = "validation") -> Schema:
        """Generate the schema.

        Args:
            schema: The core schema.
            mode: Whether to describe what is validated or what is serialized.
        """
        generated = _inline_root(super().generate(schema, mode))
        generated.pop("title", None)
        generated.pop("description", None)
        _tidy(generated, None)
        return generated


def schema_of(kind: Any) -> Schema:
    """Give the JSON schema of a model or of any type that pydantic can validate.

    Args:
        kind: A pydantic model, dataclass, TypedDict, builtin type, union and so on.

    Returns:
        A new schema, without title and description at its root.

    Raises:
        ResponseModelError: No JSON schema can express the type.
    """
    try:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind.model_json_schema(schema_generator=GenerateJsonSchemaNoTitles)
        adapter: TypeAdapter[Any] = TypeAdapter(cast(Any, kind))
        return adapter.json_schema(schema_generator=GenerateJsonSchemaNoTitles)
    except PydanticUserError as error:
        raise ResponseModelError(
            f"no JSON schema can express {kind!r} ({_first_line(error)}): use types "
            "that JSON has, such as str, int, list, dict or pydantic models of them"
        ) from error


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
    return _strict(_inline_root(deepcopy(dict(schema))))


def without_nulls(value: Any, schema: Mapping[str, Any]) -> Any:
    """Leave out the nulls that stand for optional properties in a strict answer.

    Args:
        value: The answer, parsed; it is not changed.
        schema: The schema from which the strict one was made.

    Returns:
        The answer as the schema itself describes it.
    """
    return _restore(value, schema, schema)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _inline_root(schema: Schema) -> Schema:
    """Put a root that is only a reference in the place of the reference."""
    schema = _single(schema)
    reference = schema.get("$ref")
    if not isinstance(reference, str) or not reference.startswith("#/$defs/"):
        return schema
    rest = {key: value for key, value in schema.items() if key != "$ref"}
    target = schema["$defs"][reference.removeprefix("#/$defs/")]
    return {**deepcopy(target), **rest}


def _single(schema: Schema) -> Schema:
    """Join `allOf` of one schema, as pydantic before 2.9 writes some references."""
    if len(cast(list[Any], schema.get("allOf", ()))) == 1:
        schema.update(schema.pop("allOf")[0])
    return schema


def _tidy(node: Any, name: str | None) -> None:
    """Remove the titles that pydantic made of property names, in place."""
    if not isinstance(node, dict):
        return
    schema = _single(cast(Schema, node))
    title = schema.get("title")
    if (
        isinstance(title, str)
        and name is not None
        and title.casefold() == name.casefold()
        and not schema.keys().isdisjoint(("type", "$ref", "properties"))
    ):
        del schema["title"]
    for keyword in _NAMED:
        for key, value in cast(Schema, schema.get(keyword) or {}).items():
            _tidy(value, key)
    for keyword in _SINGLE:
        _tidy(schema.get(keyword), None)
    for keyword in _LISTED:
        for value in cast(list[Any], schema.get(keyword) or []):
            _tidy(value, None)


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
    original = cast(Schema, node) if isinstance(node, dict) else {}
    schema: Schema = _plain_choices(dict(original))
    schema = {key: value for key, value in schema.items() if key in _STRICT_KEYWORDS}
    if "$ref" in schema and len(schema) > 1:
        # A reference stands alone in a strict schema: what was beside it moves out.
        schema = {"anyOf": [{"$ref": schema.pop("$ref")}], **schema}
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
    properties = cast(Schema, schema.get("properties") or {})
    if schema.get("additionalProperties") or "properties" not in schema:
        _warn("an object with free keys", "can only have the keys that are declared")
    required = cast(list[str], schema.get("required") or [])
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
        kinds = cast(list[str], kind if isinstance(kind, list) else [kind])
        return {**schema, "type": [*kinds, "null"]}
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
    while isinstance(schema, dict) and "$ref" in schema:
        name = cast(str, schema["$ref"]).removeprefix("#/$defs/")
        schema = root.get("$defs", {}).get(name)
    return cast(Schema, schema) if isinstance(schema, dict) else {}


def _takes_null(schema: Any, root: Mapping[str, Any]) -> bool:
    found = _resolve(schema, root)
    if "enum" in found or "const" in found:
        return None in found.get("enum", [found.get("const", ...)])
    choices = cast(list[Any], found.get("anyOf") or found.get("oneOf") or [])
    if choices:
        return any(_takes_null(one, root) for one in choices)
    kind = found.get("type")
    if kind is None:
        return "$ref" not in schema and "allOf" not in found
    return "null" in (cast(list[str], kind) if isinstance(kind, list) else [kind])


def takes(kind: str, schema: Any, root: Mapping[str, Any]) -> bool:
    """Tell whether a schema names a JSON type, or one of its choices does."""
    found = _resolve(schema, root)
    choices = cast(list[Any], found.get("anyOf") or found.get("oneOf") or [])
    return found.get("type") == kind or any(takes(kind, one, root) for one in choices)


def _restore(value: Any, schema: Any, root: Mapping[str, Any]) -> Any:
    found = _resolve(schema, root)
    choices = cast(list[Any], found.get("anyOf") or found.get("oneOf") or [])
    if choices:
        found = _choose(value, [_resolve(one, root) for one in choices])
    for part in cast(list[Any], found.get("allOf") or []):
        value = _restore(value, part, root)
    if isinstance(value, dict):
        given = cast(Schema, value)
        known = cast(Schema, found.get("properties") or {})
        required = cast(list[str], found.get("required") or [])
        return {
            key: _restore(one, known.get(key, {}), root)
            for key, one in given.items()
            if one is not None
            or key in required
            or key not in known
            or _takes_null(known[key], root)
        }
    if isinstance(value, list):
        items = cast(list[Any], value)
        prefix = cast(list[Any], found.get("prefixItems") or [])
        return [
            _restore(one, prefix[at] if at < len(prefix) else found.get("items"), root)
            for at, one in enumerate(items)
        ]
    return value


def _choose(value: Any, choices: list[Schema]) -> Schema:
    """Find the choice that a value was made for: a strict answer has all its keys."""
    if isinstance(value, list):
        return next((one for one in choices if one.get("type") == "array"), _ANY)
    if not isinstance(value, dict):
        return _ANY
    given = cast(Schema, value)
    for one in choices:
        known = cast(Schema, one.get("properties") or {})
        if given.keys() <= known.keys() and all(
            _may_be(given.get(key), kind) for key, kind in known.items()
        ):
            return one
    return _ANY


def _may_be(value: Any, schema: Any) -> bool:
    found = _resolve(schema, {})
    return value in found.get("enum", [found.get("const", value)])
