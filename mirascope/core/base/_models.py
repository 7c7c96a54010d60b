"""Pydantic at the edges: classes that are generic for type checkers alone, and dumps.

Filling in a provider's types at run time would import its SDK and make pydantic build a
class for each combination; here a subscript is a no-op.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Generic

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError, to_jsonable_python
from typing_extensions import TypeVar

from mirascope.core.base._fields import COLLECTIONS, LISTS, is_mapping
from mirascope.core.base._type_variables import ClientT_co as UsageT_co

NativeT = TypeVar("NativeT", default=object)
"""The SDK's object: a response or a chunk."""
MessageT = TypeVar("MessageT", default=object)
"""The provider's message."""
ToolT = TypeVar("ToolT", default=object)
"""The provider's tool class."""

if TYPE_CHECKING:

    class TypedOnlyGeneric(BaseModel, Generic[NativeT, MessageT, ToolT, UsageT_co]):
        """A model that is generic for type checkers only."""

    class TypedOnlyClass(Generic[NativeT, MessageT, ToolT]):
        """A class that is generic for type checkers only."""

else:

    class TypedOnlyGeneric(BaseModel):
        """A model that is generic for type checkers only."""

        def __class_getitem__(cls, _: object) -> type:
            return cls

    class TypedOnlyClass:
        """A class that is generic for type checkers only."""

        def __class_getitem__(cls, _: object) -> type:
            return cls


set_instance_dict: Callable[[object, dict[str, Any]], None] = vars(BaseModel)[
    "__dict__"
].__set__
"""Sets the fields of a model, without looking for the slot in its classes."""


def to_json_types(value: Any) -> Any:
    """Turn any value into JSON types; what has no JSON form becomes its class's name.

    Args:
        value: Anything a request or response may hold.

    Returns:
        `None`, a bool, number, string, list or dict.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if is_mapping(value):
        return {str(key): to_json_types(item) for key, item in value.items()}
    if isinstance(value, COLLECTIONS):
        return [to_json_types(item) for item in value]
    if isinstance(value, BaseModel):
        try:
            return value.model_dump(mode="json", warnings=False)
        except (PydanticSerializationError, ValueError):
            return to_json_types(dict(value))
    try:
        return to_jsonable_python(value, bytes_mode="base64")
    except (PydanticSerializationError, ValueError):
        return f"<{type(value).__module__}.{type(value).__qualname__}>"


def build_models(*kinds: Any) -> None:
    """Build the models that are in a dump.

    Messages and the objects of SDKs are made without validation, and on older versions
    of pydantic a model that is not built yet cannot be dumped.

    Args:
        kinds: Classes, of which some may be models.
    """
    for kind in kinds:
        if not getattr(kind, "__pydantic_complete__", True):
            kind.model_rebuild()


def without_private(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what was computed from the fields and is cached beside them.

    Args:
        fields: The `__dict__` of a response.

    Returns:
        A copy without the names that begin with an underscore.
    """
    return {name: value for name, value in fields.items() if name[0] != "_"}


def own_copy(value: Any) -> Any:
    """Copy dicts, lists and sets all the way down; what else they hold is shared.

    Args:
        value: Any value.

    Returns:
        A value of which nothing that is changed shows elsewhere.
    """
    kind = value.__class__
    if kind is dict:
        return {name: own_copy(item) for name, item in value.items()}
    if kind is set:
        return set(value)
    return kind(map(own_copy, value)) if kind in LISTS else value
