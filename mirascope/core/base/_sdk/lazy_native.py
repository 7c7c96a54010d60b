"""Raw answers and events: their JSON, and the SDK's object on demand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol


class Source(Protocol):
    """What reads an answer or an event of which there are the bytes."""

    def parse(self, raw: Any, /) -> Any:
        """Read the JSON."""
        ...

    def make(self, raw: Any, /) -> Any:
        """Make the SDK's object."""
        ...


@dataclass(slots=True, eq=False)
class LazyNative:
    """An answer, or an event, of which the SDK's object may never be made."""

    data: Any
    """Its JSON."""
    raw: Any
    """The bytes, or what has them."""
    source: Any
    """The `Source` that makes both of it."""


class Rebuilt:
    """The `Source` of an answer that a stream brought: its SDK's object, made once.

    Args:
        rebuild: Makes it of the reply.
    """

    def __init__(self, rebuild: Callable[[Any], Any]) -> None:
        self._rebuild = rebuild
        self._made: Any = None

    def make(self, reply: Any) -> Any:
        """Make the SDK's object, which is also what is read."""
        if self._made is None:
            self._made = self._rebuild(reply)
        return self._made

    parse = make


def native_of(answer: Any) -> Any:
    """Give the SDK's object, which is made now where only the JSON was read."""
    if type(answer) is LazyNative:
        return answer.source.make(answer.raw)
    return answer


def data_of(answer: Any) -> Any:
    """Give an answer in the form that costs least: JSON, or the SDK's object."""
    if type(answer) is not LazyNative:
        return answer
    data = answer.data
    if data is None:
        data = answer.data = answer.source.parse(answer.raw)
    return data
