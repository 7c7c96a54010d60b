"""JSON schemas in the older form that is a subset of OpenAPI's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mirascope.core.base._fields import is_mapping
from mirascope.exceptions import ToolDefinitionError

# https://ai.google.dev/api/caching#Schema
_KEPT = ("description", "format", "required", "minItems", "maxItems")


def openapi(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Put a JSON schema into OpenAPI's form."""
    return _read(schema, schema.get("$defs") or {}, ())


def _read(
    schema: Mapping[str, Any], known: Mapping[str, Any], above: tuple[str, ...]
) -> dict[str, Any]:
    if (name := str(schema.get("$ref", "")).rpartition("/")[2]) in known:
        if name in above:
            raise ToolDefinitionError(
                f"{name!r} refers to itself, which a `GenerativeModel` cannot be told: "
                "give a client of `google.genai`"
            )
        inner = {**known[name], **{k: v for k, v in schema.items() if k != "$ref"}}
        return _read(inner, known, (*above, name))
    choices = [c for c in schema.get("anyOf") or () if c.get("type") != "null"]
    if choices:  # the form has no unions: the first choice stands for all
        rest = {k: v for k, v in schema.items() if k != "anyOf"}
        read = _read({**choices[0], **rest}, known, above)
        return (
            {**read, "nullable": True} if len(choices) < len(schema["anyOf"]) else read
        )
    read = {name: schema[name] for name in _KEPT if name in schema}
    read["type"] = str(schema.get("type") or "string").upper()
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    if values and read["type"] == "STRING":
        read |= {"enum": [str(value) for value in values], "format": "enum"}
    if is_mapping(items := schema.get("items")):
        read["items"] = _read(items, known, above)
    if properties := schema.get("properties"):
        read["properties"] = {
            name: _read(inner, known, above) for name, inner in properties.items()
        }
    return read
