"""A stream as a value: the fields of its request, and how it is pickled and copied."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Self

from typing_extensions import override

from mirascope.core.base._dump import own_copy
from mirascope.core.base._erased import ErasedClass
from mirascope.core.base._type_variables import MessageT, NativeT, ToolT
from mirascope.core.base.tool.pickles import empty, picklable
from mirascope.core.base.types import Metadata

from .reading import Reader
from .stream_pickles import deep_copy, restore, shallow_copy, state_of


class StreamFields(ErasedClass[NativeT, MessageT, ToolT]):
    """What a stream has in common with other calls until somebody looks at it."""

    _shared: dict[str, Any]

    @override
    def __reduce__(self) -> Any:
        return empty, (picklable(type(self)),), state_of(self)

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._reader = Reader()
        restore(self, state)

    def __copy__(self) -> Self:
        return shallow_copy(self)

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        return deep_copy(self, memo)

    @cached_property
    def metadata(self) -> Metadata:
        """What `@metadata` or the dynamic config attached."""
        return own_copy(self._shared["metadata"])

    @cached_property
    def dynamic_config(self) -> Any:
        """The dynamic config that the prompt function returned."""
        return own_copy(self._shared["dynamic_config"])

    @cached_property
    def messages(self) -> list[MessageT]:
        """The messages that are sent, in the provider's form."""
        return own_copy(self._shared["messages"])

    @cached_property
    def call_params(self) -> Any:
        """The decorator's call parameters, untouched."""
        return own_copy(self._shared["call_params"])

    @cached_property
    def call_kwargs(self) -> dict[str, Any]:
        """The keywords of the request, as the SDK method gets them."""
        return own_copy(self._shared["call_kwargs"])
