"""Classes that are generic for type checkers and plain at run time.

Filling in a provider's types at run time would import its SDK and make pydantic build a
class for each combination; here a subscript is a no-op.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic

from pydantic import BaseModel
from typing_extensions import TypeVar

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
