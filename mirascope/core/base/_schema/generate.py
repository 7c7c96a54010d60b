"""JSON schemas and names of Python types, as models are shown them."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any, TypeAlias
from zlib import crc32

from pydantic import BaseModel, TypeAdapter
from pydantic.errors import PydanticUserError
from pydantic.json_schema import (
    GenerateJsonSchema,
    JsonSchemaMode,
    JsonSchemaWarningKind,
)
from typing_extensions import override

from mirascope.exceptions import ResponseModelError

_LONGEST = 64
_NOT_IN_NAMES = re.compile(r"[^a-zA-Z0-9_-]+")
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
        generated = inline_root(super().generate(schema, mode))
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
    of_any: Any = TypeAdapter
    try:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind.model_json_schema(schema_generator=GenerateJsonSchemaNoTitles)
        return of_any(kind).json_schema(schema_generator=GenerateJsonSchemaNoTitles)
    except PydanticUserError as error:
        raise ResponseModelError(
            f"no JSON schema can express {kind!r} ({_first_line(error)}): use types "
            "that JSON has, such as str, int, list, dict or pydantic models of them"
        ) from error


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def inline_root(schema: Schema) -> Schema:
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
    if len(schema.get("allOf", ())) == 1:
        schema.update(schema.pop("allOf")[0])
    return schema


def _tidy(node: Any, name: str | None) -> None:
    """Remove the titles that pydantic made of property names, in place."""
    if not hasattr(node, "get"):
        return
    schema = _single(node)
    title = schema.get("title")
    if (
        isinstance(title, str)
        and name is not None
        and title.casefold() == name.casefold()
        and not schema.keys().isdisjoint(("type", "$ref", "properties"))
    ):
        del schema["title"]
    for keyword in _NAMED:
        named: Schema = schema.get(keyword) or {}
        for key, value in named.items():
            _tidy(value, key)
    for keyword in _SINGLE:
        _tidy(schema.get(keyword), None)
    for keyword in _LISTED:
        for value in schema.get(keyword) or ():
            _tidy(value, None)


def legal_name(name: str, otherwise: str = "") -> str:
    """Give the nearest name that every provider takes for a tool.

    Args:
        name: Any name.
        otherwise: The name to give where no character of it is left.

    Returns:
        At most 64 letters, digits, underscores and dashes.
    """
    if name.isascii() and name.isidentifier() and len(name) <= _LONGEST:
        return name
    legal = _NOT_IN_NAMES.sub("_", name).strip("_")[:_LONGEST]
    return legal or otherwise or f"tool_{crc32(name.encode()):08x}"
