"""The nodes of a JSON document: what a value becomes at each while it arrives."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeAlias

from typing_extensions import override

_number = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?").match
_LITERALS: dict[str, Any] = {
    "true": True,
    "false": False,
    "null": None,
    "NaN": float("nan"),
    "Infinity": float("inf"),
    "-Infinity": float("-inf"),
}


class _Missing:
    """The type of `MISSING`."""

    __slots__ = ()


MISSING: Final[Any] = _Missing()
"""Stands where there is nothing to show: `None` is a value."""

Outer: TypeAlias = "tuple[Shape, list[Any], int, str, Outer] | None"
"""An open container that holds another: its shape, its finished members and how many of
them there were, the key of the open one, and the container that holds it in turn."""

ParserState: TypeAlias = "tuple[Shape, list[Any], int, str, Outer, Any]"
"""The innermost open container, and the scalar that is open in it."""


class GrowingText:
    """Text to which pieces are appended, in time that depends on the piece alone.

    Args:
        text: Its beginning.
    """

    __slots__ = ("_pieces", "_text", "size")

    def __init__(self, text: str = "") -> None:
        self._text = text
        self._pieces: list[str] = []
        self.size = len(text)
        """How many characters there are."""

    def append(self, piece: str) -> None:
        """Add a piece.

        Args:
            piece: What has arrived.
        """
        self._pieces.append(piece)
        self.size += len(piece)

    def read(self, size: int | None = None) -> str:
        """Put the text together.

        Args:
            size: How many characters to give; all of them by default.

        Returns:
            The beginning of the text.
        """
        if self._pieces:
            pieces, self._pieces = self._pieces, []
            self._text = "".join([self._text, *pieces])
        return self._text if size is None else self._text[:size]


class TextPrefix(NamedTuple):
    """An earlier state of a text, joined on first access."""

    text: GrowingText
    size: int
    rest: str = ""
    """What came after these characters, if the text did not take it in."""

    def read(self) -> str:
        """Put it together.

        Returns:
            The text.
        """
        return self.text.read(self.size) + self.rest


class Node:
    """A place in a JSON document: what a value becomes there.

    Args:
        finish: Converts a scalar that is complete; `MISSING` if it does not fit.
        preview: Converts a string or number of which more may come; `MISSING` to wait.
    """

    __slots__ = ("array", "finish", "object", "preview")

    object: Shape
    """What an object becomes here."""
    array: Shape
    """What an array becomes here."""

    def __init__(
        self, finish: Callable[[Any], Any], preview: Callable[[Any], Any]
    ) -> None:
        self.finish = finish
        self.preview = preview


class Shape:
    """What a container becomes. Objects have (key, value) pairs as their members."""

    __slots__ = ()

    visible = True
    """Whether it is shown before it is complete."""
    nulls = True
    """Whether a member that is null looks different from one that is missing."""

    def field(self, key: str) -> tuple[str, Node]:
        """Give the name and the node of the member under a key."""
        raise NotImplementedError

    def item(self) -> Node:
        """Give the node of the members of an array."""
        raise NotImplementedError

    def show(self, done: list[Any], count: int, key: str, value: Any) -> Any:
        """Give the container as it is now.

        Args:
            done: Finished members; those after `count` are younger than the container.
            count: How many members are finished.
            key: The key of the open member.
            value: The open member, or `MISSING`.
        """
        raise NotImplementedError

    def close(self, done: list[Any]) -> Any:
        """Give the container that is complete; `MISSING` if it does not fit."""
        return self.show(done, len(done), "", MISSING)

    def resolve(self, done: list[Any]) -> Shape:
        """Decide what the container is, now that another member is finished."""
        return self


class JsonObject(Shape):
    """A JSON object as a dict."""

    __slots__ = ()

    @override
    def field(self, key: str) -> tuple[str, Node]:
        return key, AS_JSON

    @override
    def show(self, done: list[Any], count: int, key: str, value: Any) -> Any:
        shown = dict(done if count == len(done) else done[:count])
        if value is not MISSING:
            shown[key] = value
        return shown


class JsonArray(Shape):
    """A JSON array as a list."""

    __slots__ = ()

    @override
    def item(self) -> Node:
        return AS_JSON

    @override
    def show(self, done: list[Any], count: int, key: str, value: Any) -> Any:
        shown = done[:count]
        if value is not MISSING:
            shown.append(value)
        return shown

    @override
    def close(self, done: list[Any]) -> Any:
        return done


def unchanged(raw: Any) -> Any:
    """Keep a value as it is."""
    return raw


AS_JSON: Final = Node(unchanged, unchanged)
"""The node of a value that stays as it is in JSON."""
AS_JSON.object, AS_JSON.array = JsonObject(), JsonArray()


class OpenContainer:
    """A container that is open."""

    __slots__ = ("array", "done", "key", "node", "outer", "shape", "visible")

    def __init__(self, shape: Shape, array: bool, above: OpenContainer | None) -> None:
        self.shape = shape
        self.array = array
        self.done: list[Any] = []
        self.key = ""
        self.node = shape.item() if array else AS_JSON
        self.visible = shape.visible
        self.outer: Outer = None
        if above is not None:
            self.visible = self.visible and above.visible
            self.outer = (
                above.shape,
                above.done,
                len(above.done),
                above.key,
                above.outer,
            )


def build_value(state: ParserState) -> Any:
    """Build the value that a state describes.

    Args:
        state: What `PartialJson.state` gave.

    Returns:
        The value as it was then. Members that were finished are shared.
    """
    shape, done, count, key, outer, value = state
    value = value.read() if type(value) is TextPrefix else value
    while outer is not None:
        value = shape.show(done, count, key, value)
        shape, done, count, key, outer = outer
    return shape.show(done, count, key, value)


def build_members(state: ParserState) -> tuple[Any, dict[str, Any]]:
    """Build only the members of the value that a state describes.

    Args:
        state: What `PartialJson.state` gave, of a value that is an object.

    Returns:
        The shape of the value, and its members by name.
    """
    shape, done, count, key, outer, value = state
    value = value.read() if type(value) is TextPrefix else value
    while outer is not None:
        value = shape.show(done, count, key, value)
        shape, done, count, key, outer = outer
    members = dict(done[:count])
    if value is not MISSING:
        members[key] = value
    return shape, members


def parse_scalar(text: str, *, whole: bool) -> Any:
    """Read a number or literal, or as much of a number as is one.

    Args:
        text: The text.
        whole: Whether nothing may be left of it.

    Returns:
        The value; `MISSING` if it is none.
    """
    if text in _LITERALS:
        return _LITERALS[text]
    found = _number(text)
    if found is None or (whole and found.end() < len(text)):
        return MISSING
    try:
        return float(found[0]) if found[1] or found[2] else int(found[0])
    except ValueError:
        return MISSING  # More digits than Python converts.
