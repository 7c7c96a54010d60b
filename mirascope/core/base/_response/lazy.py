"""Lazy values of responses and chunks: each is made when it is first accessed.

Every call makes a response and every event of a stream a chunk, and most programs read
little more than the text. The `_LAZY` of a class says which values are lazy and how
each is made; an `Exchange`, or the delta of a chunk, holds what they are made from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import BaseModel

from mirascope.core.base._models import (
    MessageT,
    NativeT,
    ToolT,
    TypedOnlyGeneric,
    UsageT_co,
    set_instance_dict,
)

if TYPE_CHECKING:
    from mirascope.core.base._chain.record import CallRecord
    from mirascope.core.base._codec.vocabulary import Reply
    from mirascope.core.base.messages.parts import BaseMessageParam


def _fields_of(model: BaseModel) -> Iterable[str]:
    return type(model).model_fields


# What pydantic keeps beside the fields of a model.
_STATE: Mapping[str, Callable[[Any], Any]] = {
    "__pydantic_extra__": lambda _: {},
    "__pydantic_fields_set__": lambda model: set(_fields_of(model)),
    "__pydantic_private__": lambda _: None,
}


@dataclass(slots=True, eq=False)
class Exchange:
    """A request and its answer: what a response is made of."""

    fields: dict[str, Any]
    """The fields of the response that are this call's own."""
    shared: Mapping[str, Any]
    """Those that other calls have too; never changed."""
    native: Any = None
    """The SDK's object, or the `LazyNative` that it can be made of."""
    record: CallRecord | None = None
    """The requests before the one that was answered, where there may be any."""
    last: Any = None
    """The last message that was sent, where somebody may go on with the list."""
    # What was read from the answer so far.
    text: str | None = None
    reply: Reply | None = None
    message: Any = None
    common_message: BaseMessageParam | None = None
    tools: list[Any] | None = None
    tools_by_name: Mapping[str, Any] | None = None
    """The tools that were offered, where other calls offer the same."""
    follow_up: Callable[[Sequence[Any]], Any] | None = None
    """Makes the request that goes on with further messages, where one may be needed."""

    def get(self, name: str, missing: Any = None) -> Any:
        """Return a field as it was passed in."""
        found = self.fields.get(name, self)
        return self.shared.get(name, missing) if found is self else found


class LazyModel(TypedOnlyGeneric[NativeT, MessageT, ToolT, UsageT_co]):
    """A model that is made without validation, and its lazy values on first access."""

    _LAZY: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}
    """How each lazy value is made from the instance."""

    @classmethod
    def _holding(cls, values: dict[str, Any]) -> Self:
        """Make an instance whose `__dict__` is `values`."""
        made = object.__new__(cls)
        set_instance_dict(made, values)
        return made

    def _complete(self) -> None:
        """Make all lazy fields."""
        for name in self._LAZY.keys() & type(self).model_fields:
            getattr(self, name)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if (make := self._LAZY.get(name)) is not None:
                value = vars(self)[name] = make(self)
            elif (make := _STATE.get(name)) is not None:
                value = make(self)
                object.__setattr__(self, name, value)
            else:
                return super().__getattr__(name)
            return value
