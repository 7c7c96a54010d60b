"""Classes that are generic for type checkers and plain at run time.

Filling in a provider's types at run time would import its SDK and make pydantic build a
class for each combination; here a subscript is a no-op.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic

from pydantic import BaseModel
from typing_extensions import TypeVar

ModelT = TypeVar("ModelT", bound=BaseModel)

NativeT = TypeVar("NativeT", default=object)
"""The SDK's object: a response or a chunk."""
MessageT = TypeVar("MessageT", default=object)
"""The provider's message."""
ToolT = TypeVar("ToolT", default=object)
"""The provider's tool class."""

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


_set: Callable[[object, str, object], None] = object.__setattr__


def unvalidated(
    model: type[ModelT], fields: dict[str, Any], names: set[str], extra: Any = None
) -> ModelT:
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
    made = model.__new__(model)
    _set(made, "__dict__", fields)
    _set(made, "__pydantic_fields_set__", names)
    _set(made, "__pydantic_extra__", extra)
    _set(made, "__pydantic_private__", None)
    return made
