"""Checks of tools when a call is decorated, before they are needed."""

from __future__ import annotations

import warnings
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from mirascope.core.base._fields import LISTS, is_class, is_dict
from mirascope.core.base._functions import innermost

from .parameter_types import UNDEFINED, refuse_fields, refuse_types

_COMMON = ("str", "int", "float", "bool", "list", "dict", "None")
_KNOWN: frozenset[Any] = frozenset(
    {str, int, float, bool, list, dict, NoneType, *_COMMON}
)
"""Types that need no looking at, also as they stand in postponed annotations."""


def check_tools(tools: Any) -> None:
    """Reject tools with parameters whose types no JSON schema can express.

    Nothing is loaded for functions whose parameters are of the commonest types.

    Args:
        tools: What a call was given.

    Raises:
        ToolDefinitionError: No JSON schema can express the type of a parameter.
    """
    for tool in tools if isinstance(tools, LISTS) else ():
        if is_class(tool):
            _check_class(tool)
        elif callable(tool) and not _are_known(innermost(tool)):
            from .from_function import function_name, parameter_types

            refuse_types(function_name(tool), parameter_types(tool))


def _are_known(fn: Any) -> bool:
    types = getattr(fn, "__annotations__", None)
    if not is_dict(types):
        return True
    return all(_is_known(kind) for name, kind in types.items() if name != "return")


def _is_known(kind: Any) -> bool:
    """Tell whether a type is one of the commonest, or made of them."""
    origin = get_origin(kind)
    if origin is Literal:
        return True
    if origin in (list, dict, Union, UnionType):
        return all(_is_known(one) for one in get_args(kind))
    return origin is None and isinstance(kind, (str, type)) and kind in _KNOWN


def _check_class(tool: Any) -> None:
    from pydantic import BaseModel
    from pydantic.errors import PydanticUndefinedAnnotation, PydanticUserError

    from mirascope.core.base._schema.generate import GenerateJsonSchemaNoTitles

    if not issubclass(tool, BaseModel):
        return
    if all(_is_known(info.annotation) for info in tool.model_fields.values()):
        return
    try:
        with warnings.catch_warnings():  # they come with the schema that is sent
            warnings.simplefilter("ignore")
            tool.model_json_schema(schema_generator=GenerateJsonSchemaNoTitles)
    except PydanticUndefinedAnnotation:
        return
    except PydanticUserError as error:
        if error.code != UNDEFINED:
            refuse_fields(tool)
            raise
