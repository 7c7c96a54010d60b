"""Answers and events as they came: their JSON, and the SDK's object on demand."""

from __future__ import annotations

from typing import Any, Protocol


class Source(Protocol):
    """What reads an answer or an event of which there are the bytes."""

    def parse(self, raw: Any, /) -> Any:
        """Read the JSON."""
        ...

    def make(self, raw: Any, /) -> Any:
        """Make the SDK's object."""
        ...


class LazyNative:
    """An answer, or an event of a stream, of which the SDK's object may never be made.

    Args:
        data: Its JSON.
        raw: The bytes, or what has them.
        source: Makes both of it.
    """

    __slots__ = ("data", "raw", "source")

    def __init__(self, data: Any, raw: Any, source: Source) -> None:
        self.data = data
        self.raw = raw
        self.source: Any = source


def native_of(answer: Any) -> Any:
    """Give the SDK's object, which is made now where only the JSON was read."""
    if type(answer) is LazyNative:
        return answer.source.make(answer.raw)
    return answer


def data_of(answer: Any) -> Any:
    """Give an answer in the form that costs least: JSON, or the SDK's object."""
    if type(answer) is not LazyNative:
        return answer
    if answer.data is None:
        answer.data = answer.source.parse(answer.raw)
    return answer.data


def forget_data(answer: Any) -> None:
    """Drop the JSON: it takes several times the room of its bytes."""
    if type(answer) is LazyNative:
        answer.data = None
