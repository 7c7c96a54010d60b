"""What the containers of a response type look like while they arrive."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from typing_extensions import override

from mirascope.core.base._json.nodes import AS_JSON, MISSING, Node, Shape

from .classes import Fill, LazyPartial, Members

Finish: TypeAlias = Callable[[Any], Any]
"""Converts JSON that is complete; `MISSING` where it does not fit."""


class CompleteObject(Shape):
    """An object that is shown when it is complete and was converted."""

    __slots__ = ("_finish",)

    visible = False

    def __init__(self, finish: Finish) -> None:
        self._finish = finish

    @override
    def field(self, key: str) -> tuple[str, Node]:
        return key, AS_JSON

    @override
    def show(self, done: list[Any], count: int, key: str, value: Any) -> Any:
        return MISSING

    @override
    def close(self, done: list[Any]) -> Any:
        return self._finish(dict(done))


class CompleteArray(Shape):
    """An array that is shown when it is complete and was converted."""

    __slots__ = ("_finish",)

    visible = False

    def __init__(self, finish: Finish) -> None:
        self._finish = finish

    @override
    def item(self) -> Node:
        return AS_JSON

    @override
    def show(self, done: list[Any], count: int, key: str, value: Any) -> Any:
        return MISSING

    @override
    def close(self, done: list[Any]) -> Any:
        return self._finish(done)


class ArrayOf(Shape):
    """A list of any type."""

    __slots__ = ("_item",)

    def __init__(self, item: Node) -> None:
        self._item = item

    @override
    def item(self) -> Node:
        return self._item

    @override
    def show(self, done: list[Any], count: int, key: str, value: Any) -> Any:
        # A copy of the references, which costs about a nanosecond an item. Anything
        # cheaper would not be a list to pydantic and other code that is not Python.
        shown = done[:count]
        if value is not MISSING:
            shown.append(value)
        return shown

    @override
    def close(self, done: list[Any]) -> Any:
        return done


class ObjectOf(Shape):
    """A dict with values of any type."""

    __slots__ = ("_key", "_value")

    def __init__(self, key: Finish | None, value: Node) -> None:
        self._key = key
        self._value = value

    @override
    def field(self, key: str) -> tuple[str, Node]:
        if self._key is None:
            return key, self._value
        converted = self._key(key)
        return (key, IGNORED) if converted is MISSING else (converted, self._value)

    @override
    def show(self, done: list[Any], count: int, key: str, value: Any) -> Any:
        shown = dict(done[:count])
        if value is not MISSING:
            shown[key] = value
        return shown


class Record(Shape):
    """A model, dataclass or TypedDict.

    Args:
        cls: The partial class, or `dict`.
        initial: The fields as they are before anything arrives.
        filler: Fills instances; `None` for dicts.
        extras: The node of members that are no fields; `None` where they are left out.
    """

    __slots__ = ("_filler", "cls", "extras", "fields", "initial", "tags")

    nulls = False

    def __init__(
        self,
        cls: type[Any],
        initial: Members,
        filler: Fill | None,
        extras: Node | None,
    ) -> None:
        self.cls = cls
        self.initial = initial
        self._filler = filler
        self.extras = extras
        self.fields: dict[str, tuple[str, Node]] = {}
        """The name and the node of each field, by the keys it may have in JSON."""
        self.tags: dict[str, list[Any]] = {}
        """The keys that only take certain values, and these."""

    @override
    def field(self, key: str) -> tuple[str, Node]:
        found = self.fields.get(key)
        if found is not None:
            return found
        kept = None if key in self.initial else self.extras
        return key, IGNORED if kept is None else kept

    @override
    def show(self, done: list[Any], count: int, key: str, value: Any) -> Any:
        members = dict(done[:count])
        if value is not MISSING:
            members[key] = value
        if self._filler is None:
            return {**self.initial, **members}
        made: Any = object.__new__(self.cls)
        self._filler(made, self.initial, members)
        return made

    def fill(self, made: Any, members: Members) -> None:
        """Fill an instance whose building was put off."""
        if self._filler is not None:
            self._filler(made, self.initial, members)

    def given(self, members: Members) -> Record:
        """Give the same record with some fields that do not come from the model."""
        made = Record(self.cls, {**self.initial, **members}, self._filler, self.extras)
        made.fields = {
            key: field for key, field in self.fields.items() if field[0] not in members
        }
        return made

    @property
    def is_lazy(self) -> bool:
        """Whether instances can be built when they are first looked at."""
        return issubclass(self.cls, LazyPartial)

    def may_be(self, members: list[tuple[str, Any]]) -> bool:
        """Tell whether an object with these members can be this record."""
        for key, value in members:
            if key not in self.fields and self.extras is None:
                return False
            if value not in self.tags.get(key, (value,)):
                return False
        return True


class WrappedValue(Shape):
    """The object around a value that is not an object itself."""

    __slots__ = ("_value",)

    def __init__(self, value: Node) -> None:
        self._value = value

    @override
    def field(self, key: str) -> tuple[str, Node]:
        return key, self._value if key == "value" else IGNORED

    @override
    def show(self, done: list[Any], count: int, key: str, value: Any) -> Any:
        if value is MISSING and count:
            return done[count - 1][1]
        return value


class RecordUnion(CompleteObject):
    """One of several records, held until its keys and tags tell which one."""

    __slots__ = ("_records",)

    def __init__(self, finish: Finish, records: list[Record]) -> None:
        super().__init__(finish)
        self._records = records

    @override
    def resolve(self, done: list[Any]) -> Shape:
        possible = [record for record in self._records if record.may_be(done)]
        if len(possible) != 1:
            return self
        done[:] = _convert_members(possible[0], done)
        return possible[0]


def convert_value(node: Node, raw: Any) -> Any:
    """Convert JSON that is complete to what it becomes at a node."""
    if raw.__class__ is dict:
        shape = node.object
        members = raw.items()
        if not shape.visible:
            return shape.close(list(members))
        return shape.close(_convert_members(shape, members))
    if raw.__class__ is list:
        shape = node.array
        if not shape.visible:
            return shape.close(raw)
        fitted = (convert_value(shape.item(), item) for item in raw)
        return shape.close([item for item in fitted if item is not MISSING])
    return node.finish(raw)


def _convert_members(
    shape: Shape, members: Iterable[tuple[str, Any]]
) -> list[tuple[str, Any]]:
    fitted: list[tuple[str, Any]] = []
    for key, raw in members:
        name, node = shape.field(key)
        if (value := convert_value(node, raw)) is not MISSING:
            fitted.append((name, value))
    return fitted


def _wait(raw: Any) -> Any:
    return MISSING


def complete_node(finish: Finish) -> Node:
    """Make the node of a value that is shown when it is complete and was converted."""
    return make_node(finish, _wait, CompleteObject(finish), CompleteArray(finish))


def make_node(
    finish: Finish,
    preview: Callable[[Any], Any],
    object: Shape,
    array: Shape,
) -> Node:
    """Make the node of a value, with what containers become there."""
    made = Node(finish, preview)
    made.object, made.array = object, array
    return made


IGNORED = complete_node(_wait)
"""The node of what is not shown at all."""
