"""What can be read off a response type: its name, its description, its marks."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Collection, Mapping, Sequence
from enum import Enum
from functools import partial
from inspect import cleandoc, isroutine
from typing import (
    Annotated,
    Any,
    NamedTuple,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import AliasChoices, AliasPath, BaseModel
from pydantic.fields import FieldInfo
from typing_extensions import is_typeddict

from mirascope.core.base._fields import is_class, is_dict, is_list, is_mapping
from mirascope.exceptions import ResponseModelError


class FromCallArgs:
    """Mark a field of a response model as one of the call's own arguments.

    The field is left out of what the model is asked for and takes the value of the
    prompt function's argument of the same name.

    Example:
        >>> from typing import Annotated
        >>> from pydantic import BaseModel
        >>> class Summary(BaseModel):
        ...     url: Annotated[str, FromCallArgs()]
        ...     text: str
    """


class CallArgField(NamedTuple):
    """Where a field is that an argument of the call fills."""

    key: str
    """Its name in the schema."""
    path: list[str | int]
    """The keys and indexes under which validation looks for it."""


_DEFAULT_DESCRIPTION = (
    "The answer in well-formed arguments. Give every required argument; leave an "
    "optional one out unless the text says what it is."
)
SUPPORTED_TYPES = (
    "use a pydantic model, a dataclass, a TypedDict, or types that JSON has, such as "
    "str, int, list[str], Literal or an Enum"
)
"""What to do about a type that cannot be asked for."""
_OWN_DOC: Any = (BaseModel, Enum)


def refuse_non_type(model: Any) -> None:
    """Refuse what pydantic would take for something else than a type."""
    if (
        any(model is one for one in (None, type(None), Any, object))
        or isinstance(model, (str, TypeVar, partial, BaseModel))
        or isroutine(model)
        or (dataclasses.is_dataclass(model) and not isinstance(model, type))
    ):
        raise ResponseModelError(
            f"{model!r} cannot be a `response_model`: {SUPPORTED_TYPES}"
        )


def inner_type(model: Any) -> Any:
    """Take off `Annotated` and the brackets of generic dataclasses and TypedDicts."""
    while get_origin(model) is Annotated:
        model = get_args(model)[0]
    origin = get_origin(model)
    return origin if is_record(origin) else model


def is_record(kind: Any) -> bool:
    """Tell whether the type itself is an object with named fields."""
    if not is_class(kind):
        return False
    if issubclass(kind, BaseModel):
        return not kind.__pydantic_root_model__
    return dataclasses.is_dataclass(kind) or is_typeddict(kind)


def type_name(model: Any) -> str:
    """Give the name of a type without its arguments, such as `list` or `Union`."""
    while get_origin(model) is Annotated:
        model = get_args(model)[0]
    if (named := _own(model, "_name")) is not None:
        return named()
    origin: Any = get_origin(model)
    if origin in (Union, types.UnionType):
        choices = get_args(model)
        optional = len(choices) == 2 and type(None) in choices
        return "Optional" if optional else "Union"
    if origin is not None and not isinstance(model, types.GenericAlias):
        return getattr(model, "__name__", None) or getattr(origin, "__name__", "answer")
    return getattr(model, "__name__", None) or type(model).__name__


def describe(inner: Any) -> str:
    """Give the docstring that the user wrote, or a sentence that fits any type."""
    if (described := _own(inner, "_description")) is not None:
        return described()
    doc: str | None = None
    if is_record(inner) or (isinstance(inner, type) and issubclass(inner, _OWN_DOC)):
        doc = inner.__doc__
        if doc is None and issubclass(inner, BaseModel):
            generic = inner.__pydantic_generic_metadata__["origin"]
            doc = None if generic is None else generic.__doc__
    # A dataclass without a docstring is given its signature for one.
    if not doc or doc.startswith(f"{inner.__name__}("):
        return _DEFAULT_DESCRIPTION
    return cleandoc(doc)


def _own(model: Any, method: str) -> Any:
    """Give the method that names or describes a tool class; `None` for other types."""
    if not isinstance(model, type) or get_origin(model) is not None:
        return None
    return getattr(model, method, None) if hasattr(model, "tool_schema") else None


def is_strict(inner: Any) -> bool:
    """Tell whether the type's configuration says `strict`."""
    for name in ("model_config", "__pydantic_config__"):
        if is_dict(config := getattr(inner, name, None)):
            return config.get("strict") is True
    return False


def call_arg_fields(inner: Any) -> dict[str, CallArgField]:
    """Find the marked fields, and where validation takes them from."""
    places: dict[str, CallArgField] = {}
    fields = _pydantic_fields(inner)
    for name, info in fields.items():
        if _is_given(info):
            paths = _paths(info.validation_alias or info.alias or name)
            singles = [str(path[0]) for path in paths if len(path) == 1]
            # The first one wins where the model gives another.
            places[name] = CallArgField(singles[0] if singles else name, paths[0])
    if fields:
        return places
    try:
        hints = get_type_hints(inner, include_extras=True)
    except NameError:
        hints = {}
    marked = [name for name, hint in hints.items() if _is_marked(hint)]
    return {name: CallArgField(name, [name]) for name in marked}


def keys_of(inner: Any, schema: Mapping[str, Any]) -> set[str]:
    """Find the keys under which validation takes the fields of a record."""
    keys = set(schema.get("properties", ()))
    for name, info in _pydantic_fields(inner).items():
        if not _is_given(info):
            keys.add(name)
            keys |= {str(path[0]) for path in _paths(info.validation_alias or name)}
    return keys


def set_path(container: Any, path: Sequence[str | int], value: object) -> Any:
    """Set a value inside dicts and lists, which are copied or made.

    Args:
        container: What is there.
        path: The keys and indexes that lead to the place.
        value: What to set.

    Returns:
        What takes the container's place.
    """
    if not path:
        return value
    key, *rest = path
    if isinstance(key, str):
        members = dict(container) if is_mapping(container) else {}
        members[key] = set_path(members.get(key), rest, value)
        return members
    items = list(container) if is_list(container) else []
    missing = (-key if key < 0 else key + 1) - len(items)
    padding: list[Any] = [None] * missing
    items = [*padding, *items] if key < 0 else [*items, *padding]
    items[key] = set_path(items[key], rest, value)
    return items


def _pydantic_fields(inner: Any) -> dict[str, FieldInfo]:
    """Give the fields of a model or a dataclass of pydantic."""
    return getattr(inner, "__pydantic_fields__", {}) if isinstance(inner, type) else {}


def _is_given(info: FieldInfo) -> bool:
    return any(isinstance(one, FromCallArgs) for one in info.metadata)


def _paths(alias: str | AliasPath | AliasChoices) -> list[list[str | int]]:
    """Give the ways to a value, each as keys and indexes."""
    if isinstance(alias, str):
        return [[alias]]
    if isinstance(alias, AliasPath):
        return [alias.convert_to_aliases()]
    return alias.convert_to_aliases()


def _is_marked(hint: Any) -> bool:
    if get_origin(hint) is Annotated and any(
        isinstance(one, FromCallArgs) for one in hint.__metadata__
    ):
        return True
    # `Required[...]` and `NotRequired[...]` stand around the rest.
    name = getattr(get_origin(hint), "_name", "")
    inside = name in ("Required", "NotRequired") or get_origin(hint) is Annotated
    return inside and _is_marked(get_args(hint)[0])


def without_properties(schema: dict[str, Any], keys: Collection[str]) -> dict[str, Any]:
    """Take properties out of a schema, and the definitions only they used."""
    if not keys:
        return schema
    for key in keys:
        schema.get("properties", {}).pop(key, None)
    if "required" in schema:
        schema["required"] = [key for key in schema["required"] if key not in keys]
        if not schema["required"]:
            del schema["required"]
    if definitions := schema.pop("$defs", None):
        used: dict[str, Any] = {}
        _collect(schema, definitions, used)
        if used:
            schema["$defs"] = used
    return schema


def _collect(node: Any, definitions: dict[str, Any], used: dict[str, Any]) -> None:
    """Gather the definitions that a schema refers to."""
    if is_dict(node):
        reference = node.get("$ref")
        if isinstance(reference, str):
            name = reference.removeprefix("#/$defs/")
            if name in definitions and name not in used:
                used[name] = definitions[name]
                _collect(definitions[name], definitions, used)
        for value in node.values():
            _collect(value, definitions, used)
    elif is_list(node):
        for value in node:
            _collect(value, definitions, used)
