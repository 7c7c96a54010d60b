"""What can be read off a response type: its name, its description, its marks."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Collection
from enum import Enum
from functools import partial
from inspect import cleandoc, isroutine
from typing import (
    Annotated,
    Any,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import BaseModel
from typing_extensions import is_typeddict

from mirascope.exceptions import ResponseModelError

from .from_call_args import FromCallArgs

_DEFAULT_DESCRIPTION = (
    "The answer in well-formed arguments. Give every required argument; leave an "
    "optional one out unless the text says what it is."
)
FIX = (
    "use a pydantic model, a dataclass, a TypedDict, or types that JSON has, such as "
    "str, int, list[str], Literal or an Enum"
)
"""What to do about a type that cannot be asked for."""
_OWN_DOC: Any = (BaseModel, Enum)


def refuse(model: Any) -> None:
    """Refuse what pydantic would take for something else than a type."""
    if (
        any(model is one for one in (None, type(None), Any, object))
        or isinstance(model, (str, TypeVar, partial, BaseModel))
        or isroutine(model)
        or (dataclasses.is_dataclass(model) and not isinstance(model, type))
    ):
        raise ResponseModelError(f"{model!r} cannot be a `response_model`: {FIX}")


def inner_type(model: Any) -> Any:
    """Take off `Annotated` and the brackets of generic dataclasses and TypedDicts."""
    while get_origin(model) is Annotated:
        model = get_args(model)[0]
    origin = get_origin(model)
    return origin if is_record(origin) else model


def is_record(kind: Any) -> bool:
    """Tell whether the type itself is an object with named fields."""
    if not isinstance(kind, type):
        return False
    cls = cast(type[Any], kind)
    if issubclass(cls, BaseModel):
        return not cls.__pydantic_root_model__
    return dataclasses.is_dataclass(cls) or is_typeddict(cls)


def type_name(model: Any) -> str:
    """Give the name of a type without its arguments, such as `list` or `Union`."""
    while get_origin(model) is Annotated:
        model = get_args(model)[0]
    if (tool := _tool(model)) is not None:
        return tool._name()
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
    if (tool := _tool(inner)) is not None:
        return tool._description()
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


def _tool(model: Any) -> Any:
    """Give a class of tools, which words its name and description itself."""
    if not isinstance(model, type) or get_origin(model) is not None:
        return None
    from .tool import BaseTool

    return cast(Any, model) if issubclass(model, BaseTool) else None


def is_strict(inner: Any) -> bool:
    """Tell whether the type's configuration says `strict`."""
    for name in ("model_config", "__pydantic_config__"):
        config: object = getattr(inner, name, None)
        if isinstance(config, dict):
            return cast(dict[str, Any], config).get("strict") is True
    return False


def call_arg_keys(inner: Any) -> dict[str, str]:
    """Find the marked fields and the keys under which validation takes them."""
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        keys: dict[str, str] = {}
        for name, info in inner.model_fields.items():
            if any(isinstance(one, FromCallArgs) for one in info.metadata):
                alias: Any = info.validation_alias or info.alias or name
                if not isinstance(alias, str):
                    found = alias.convert_to_aliases()
                    alias = found[0][0] if isinstance(found[0], list) else found[0]
                keys[name] = alias
        return keys
    try:
        hints = get_type_hints(cast(Any, inner), include_extras=True)
    except NameError:
        hints = {}
    return {name: name for name, hint in hints.items() if _is_marked(hint)}


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
    if isinstance(node, dict):
        reference = cast(dict[str, Any], node).get("$ref")
        if isinstance(reference, str):
            name = reference.removeprefix("#/$defs/")
            if name in definitions and name not in used:
                used[name] = definitions[name]
                _collect(definitions[name], definitions, used)
        for value in cast(dict[str, Any], node).values():
            _collect(value, definitions, used)
    elif isinstance(node, list):
        for value in cast(list[Any], node):
            _collect(value, definitions, used)
