"""Classes that are generic for type checkers and plain at run time.

Filling in a provider's types at run time would import its SDK and make pydantic build a
class for each combination; here a subscript is a no-op.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic

from pydantic import BaseModel

from mirascope.core.base._type_variables import MessageT, NativeT, T, ToolT

if TYPE_CHECKING:

    class ErasedModel(BaseModel, Generic[NativeT, MessageT, ToolT]):
        """A model that is generic for type checkers only."""

    class ErasedClass(Generic[NativeT, MessageT, ToolT]):
        """A class that is generic for type checkers only."""

else:

    class ErasedModel(BaseModel):
        """A model that is generic for type checkers only."""

        def __class_getitem__(cls, _: object) -> type:
            return cls

    class ErasedClass:
        """A class that is generic for type checkers only."""

        def __class_getitem__(cls, _: object) -> type:
            return cls


# The slots of a model, which are set without looking for their names in its classes.
set_fields, _set_names, _set_extra, _set_private = (
    vars(BaseModel)[slot].__set__
    for slot in (
        "__dict__",
        "__pydantic_fields_set__",
        "__pydantic_extra__",
        "__pydantic_private__",
    )
)


def unvalidated(
    model: type[T], fields: dict[str, Any], names: set[str], extra: Any = None
) -> T:
    """Make an instance of a model from fields that are known to be right.

    What `model_construct` does, without looking for defaults and aliases.

    Args:
        model: The class.
        fields: The value of each field; the dict becomes the instance's own.
        names: The names of the fields that count as set; shared, never written to.
        extra: Where attributes that are no fields go, if the model allows them.

    Returns:
        The instance.
    """
    made = object.__new__(model)
    set_fields(made, fields)
    _set_names(made, names)
    _set_extra(made, extra)
    _set_private(made, None)
    return made
