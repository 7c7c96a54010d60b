"""How each type looks while it arrives, read off pydantic's core schema.

A field shows what its type permits: text and numbers as far as they came, lists, dicts
and models with what is in them. What is made only of a whole value, such as `Literal`,
`Enum` or a date, shows nothing until it is complete. Constraints and validators wait
for the whole value too; one that breaks them is not shown.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias, cast

from pydantic_core import SchemaValidator, to_json

from mirascope.core.base._fields import is_dict, is_list
from mirascope.core.base._json.nodes import AS_JSON, MISSING, Node

from .classes import Classes, fill_dataclass, model_filler, partial_class
from .shapes import (
    ArrayOf,
    CompleteArray,
    CompleteObject,
    Finish,
    ObjectOf,
    Record,
    RecordUnion,
    complete_node,
    make_node,
)

Schema: TypeAlias = dict[str, Any]
Config: TypeAlias = dict[str, Any]

_RECORDS = frozenset(("model", "dataclass", "typed-dict"))
_UNIONS = frozenset(("union", "tagged-union"))
_ANYTHING = frozenset(("object", "array", "string", "number", "null"))
_KINDS = {
    "model": {"object"},
    "dataclass": {"object"},
    "typed-dict": {"object"},
    "dict": {"object"},
    "list": {"array"},
    "tuple": {"array"},
    "set": {"array"},
    "frozenset": {"array"},
    "str": {"string"},
    "int": {"number"},
    "float": {"number"},
    "bool": {"number"},
    "none": {"null"},
}
"""The kinds of JSON values that a type is made of; the others may be of any kind."""
_EXACT: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}
_RULES = frozenset(
    (
        *("allow_inf_nan", "ge", "gt", "le", "lt", "multiple_of"),
        *("ascii_only", "coerce_numbers_to_str", "max_length", "min_length"),
        *("pattern", "strip_whitespace", "to_lower", "to_upper"),
    )
)
"""What a number or text must keep to, or is changed by, when it is complete."""


class LazyNode(Node):
    """A node that is worked out when it is first used, as recursive types need it."""

    __slots__ = ("_find",)

    def __init__(self, find: Callable[[], Node]) -> None:
        self._find = find

    def __getattr__(self, name: str) -> Any:
        if name not in Node.__slots__:
            raise AttributeError(name)
        found = self._find()
        self.finish, self.preview = found.finish, found.preview
        self.object, self.array = found.object, found.array
        return getattr(self, name)


class SchemaNodes:
    """The nodes for values of the types in one core schema.

    Args:
        schema: The core schema.
    """

    def __init__(self, schema: Schema) -> None:
        self._definitions: dict[str, Schema] = {}
        self._references: dict[str, Node] = {}
        self._classes: Classes = {}
        if schema["type"] == "definitions":
            self._definitions = {one["ref"]: one for one in schema["definitions"]}
            schema = schema["schema"]
        self.root = self._of(schema, {})

    def _of(self, schema: Schema, config: Config) -> Node:
        kind = schema["type"]
        if kind == "definition-ref":
            reference = schema["schema_ref"]
            if reference not in self._references:
                self._references[reference] = LazyNode(
                    lambda: self._of(self._definitions[reference], {})
                )
            return self._references[reference]
        if kind == "default":
            return self._of(schema["schema"], config)
        if kind == "nullable":
            return LazyNode(lambda: _nullable(self._of(schema["schema"], config)))
        if kind in _UNIONS:
            return LazyNode(lambda: self._union(schema, config))
        if kind == "json-or-python" and schema["json_schema"]["type"] == "list":
            return self._of(schema["json_schema"], config)
        if kind == "any":
            return AS_JSON
        finish = self._finish(schema, config)
        if kind in _RECORDS:
            return self._record(schema, config, finish)
        if kind == "list":
            item = self._of(schema.get("items_schema") or {"type": "any"}, config)
            return make_node(finish, _wait, CompleteObject(finish), ArrayOf(item))
        if kind == "dict":
            return self._dict(schema, config, finish)
        if kind.startswith("function-") and "schema" in schema:
            return self._function(schema["schema"], config, finish)
        return _scalar(schema, config, finish) or complete_node(finish)

    def _finish(self, schema: Schema, config: Config) -> Finish:
        """Give the function that validates a value of which no more will come."""
        validator: SchemaValidator | None = None

        def finish(raw: Any) -> Any:
            nonlocal validator
            try:
                if validator is None:
                    whole: Any = schema
                    if self._definitions:
                        whole = {
                            "type": "definitions",
                            "schema": schema,
                            "definitions": list(self._definitions.values()),
                        }
                    # A `TypedDict` of pydantic's, which has no name for others.
                    validator = SchemaValidator(whole, cast(Any, config))
                # By way of JSON, as the final value is: strict types take less else.
                return validator.validate_json(to_json(raw))
            except Exception:
                return MISSING  # The final validation says what is wrong.

        return finish

    def _dict(self, schema: Schema, config: Config, finish: Finish) -> Node:
        key = schema.get("keys_schema") or {"type": "any"}
        values = self._of(schema.get("values_schema") or {"type": "any"}, config)
        plain = key["type"] == "any" or (key["type"] == "str" and len(key) == 1)
        shape = ObjectOf(None if plain else self._finish(key, config), values)
        return make_node(finish, _wait, shape, CompleteArray(finish))

    def _function(self, schema: Schema, config: Config, finish: Finish) -> Node:
        """Hold what a validator must see whole, but not the records in it."""
        inner = self._of(schema, config)
        made = complete_node(finish)
        made.preview = inner.preview
        if isinstance(inner.object, Record):
            made.object = inner.object
        items = schema.get("items_schema") or schema.get("values_schema") or schema
        if items["type"] in _RECORDS | _UNIONS | {"definition-ref"}:
            made.object = inner.object if inner.object.visible else made.object
            made.array = inner.array if inner.array.visible else made.array
        return made

    def _record(self, schema: Schema, config: Config, finish: Finish) -> Node:
        config = schema.get("config") or config
        inner = schema
        while inner["type"] not in ("model-fields", "dataclass-args", "typed-dict"):
            inner = inner.get("schema")
            if inner is None or schema.get("root_model"):
                return complete_node(finish)
        listed = inner["fields"]
        fields: dict[str, Schema] = (
            listed if is_dict(listed) else {field["name"]: field for field in listed}
        )
        behavior = inner.get("extra_behavior") or config.get("extra_fields_behavior")
        record = self._shape(schema, fields, behavior == "allow")
        by_name = config.get("populate_by_name") or config.get("validate_by_name")
        if record.extras is not None and (extras := inner.get("extras_schema")):
            record.extras = self._of(extras, config)
        for name, field in fields.items():
            node = self._of(field["schema"], config)
            keys = list(_keys(field.get("validation_alias"))) or [name]
            for key in {*keys, name} if by_name else keys:
                record.fields[key] = name, node
                if tags := _tags(field["schema"]):
                    record.tags[key] = tags
        return make_node(finish, _wait, record, CompleteArray(finish))

    def _shape(self, schema: Schema, fields: dict[str, Schema], extras: bool) -> Record:
        """Make the shape of a record whose fields are not worked out yet."""
        others = AS_JSON if extras else None
        if schema["type"] == "typed-dict":
            total = schema.get("total", True)
            needed = [key for key in fields if fields[key].get("required", total)]
            return Record(dict, dict.fromkeys(needed), None, others)
        cls = partial_class(schema["cls"], self._classes)
        if schema["type"] == "model":
            initial = dict.fromkeys(cls.model_fields)
            return Record(cls, initial, model_filler(cls, extras), others)
        initial = {field.name: None for field in dataclasses.fields(cls)}
        return Record(cls, initial, fill_dataclass, None)

    def _union(self, schema: Schema, config: Config) -> Node:
        choices = list(_choices(schema))
        finish = self._finish(schema, config)
        made = complete_node(finish)
        objects = self._taking("object", choices, config)
        records = [one.object for one in objects if isinstance(one.object, Record)]
        if len(objects) == 1:
            made.object = objects[0].object
        elif len(records) == len(objects):
            made.object = RecordUnion(finish, records)
        arrays = self._taking("array", choices, config)
        if len(arrays) == 1:
            made.array = arrays[0].array
        texts = self._taking("string", choices, config)
        numbers = self._taking("number", choices, config)

        def preview(raw: Any) -> Any:
            nodes = texts if isinstance(raw, str) else numbers
            return nodes[0].preview(raw) if len(nodes) == 1 else MISSING

        made.preview = preview
        return made

    def _taking(self, kind: str, choices: list[Schema], config: Config) -> list[Node]:
        """Give the nodes of the choices that take a kind of JSON value."""
        return [self._of(one, config) for one in choices if kind in self._kinds(one)]

    def _kinds(self, schema: Schema, depth: int = 0) -> Iterable[str]:
        kind = schema["type"]
        if kind == "definition-ref" and depth < 10:
            return self._kinds(self._definitions[schema["schema_ref"]], depth + 1)
        if kind in ("default", "function-after", "nullable"):
            return self._kinds(schema["schema"], depth + 1)
        if kind == "literal":
            text = all(isinstance(one, str) for one in schema["expected"])
            return ("string",) if text else _ANYTHING
        if kind == "model" and schema.get("root_model"):
            return _ANYTHING
        return _KINDS.get(kind, _ANYTHING)


def _wait(raw: Any) -> Any:
    return MISSING


def _nullable(inner: Node) -> Node:
    finish = inner.finish
    return make_node(
        lambda raw: None if raw is None else finish(raw),
        inner.preview,
        inner.object,
        inner.array,
    )


def _scalar(schema: Schema, config: Config, finish: Finish) -> Node | None:
    """Make the node of a type that is shown while it is open, if it is one."""
    exact = _EXACT.get(schema["type"])
    if exact is None:
        return None
    ruled = not _RULES.isdisjoint(schema)
    if exact is str:
        ruled = ruled or any(key.startswith("str_") for key in config)

    def preview(raw: Any) -> Any:
        if type(raw) is exact:
            return raw
        return float(raw) if exact is float and type(raw) is int else MISSING

    def whole(raw: Any) -> Any:
        value = preview(raw)
        return finish(raw) if value is MISSING else value

    node = complete_node(finish if ruled else whole)
    node.preview = preview
    return node


def _choices(schema: Schema) -> Iterable[Schema]:
    """Give the choices of a union, which may be by tag or stand with a label."""
    listed = schema["choices"]
    for one in listed.values() if is_dict(listed) else listed:
        choice = one[0] if one.__class__ is tuple else one
        if is_dict(choice):
            yield choice


def _keys(alias: Any) -> Iterable[str]:
    """Give the keys that an alias stands for, leaving out paths into other values."""
    if isinstance(alias, str):
        yield alias
    elif is_list(alias):
        for path in alias if isinstance(alias[0], list) else [alias]:
            if len(path) == 1:
                yield path[0]


def _tags(schema: Schema) -> list[Any]:
    """Give the values that a field is limited to."""
    while schema["type"] == "default":
        schema = schema["schema"]
    if schema["type"] == "literal":
        return list(schema["expected"])
    if schema["type"] == "enum":
        return [member.value for member in schema["members"]]
    return []
