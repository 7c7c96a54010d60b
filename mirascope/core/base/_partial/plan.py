"""What a structured stream shows of a response while its JSON arrives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from pydantic import TypeAdapter

from mirascope.core.base._json.nodes import MISSING, Node
from mirascope.core.base._json.parser import PartialJson

from .classes import lazy_partial
from .core_schema import SchemaNodes
from .shapes import IGNORED, Record, WrappedValue, complete_node, make_node

if TYPE_CHECKING:
    from mirascope.core.base._schema.response_format import ResponseFormat


_THOUGHTS = ("<think>", "<thinking>")


class _NoChange:
    """The type of `NO_CHANGE`."""

    __slots__ = ()


NO_CHANGE: Final[Any] = _NoChange()
"""What `feed` returns if the value did not change."""


class PartialPlan:
    """How the values of one response type are built while they arrive.

    Args:
        model: The response type.
        wrapped: Whether it comes under the key `value` of an object.
    """

    root: Node
    """The node of the whole answer."""
    arrays: bool
    """Whether the answer may be an array, where the model leaves the object out."""

    def __init__(self, model: Any, wrapped: bool) -> None:
        adapter: TypeAdapter[Any] = TypeAdapter(model)
        # Before pydantic 2.10 nothing was put off, and there is nothing to rebuild.
        if rebuild := getattr(adapter, "rebuild", None):
            rebuild(raise_errors=True)
        self.root = node = SchemaNodes(dict(adapter.core_schema)).root
        self.arrays = wrapped and node.array.visible
        if wrapped:
            self.root = make_node(
                IGNORED.finish, IGNORED.preview, WrappedValue(node), node.array
            )

    def given(self, members: Mapping[str, Any]) -> Node:
        """Give the node of an answer of which some fields are known before.

        Args:
            members: Their values by name.
        """
        shape = self.root.object
        if not members or not isinstance(shape, Record):
            return self.root
        root = complete_node(self.root.finish)
        root.object = shape.given(dict(members))
        return root


@lru_cache(maxsize=512)
def plan_of(format: ResponseFormat) -> PartialPlan:
    """Plan how the values of a response type are built, once for each."""
    return PartialPlan(format.model, format.wrapped)


class PartialStream:
    """Partial values of a response type, made of the pieces of its JSON.

    Every value is a snapshot that stays as it is, apart from what the user changes in
    it. Values share what was finished: an item of a list is one object in all of them.

    Args:
        format: The response type.
        fn_args: The arguments of the call, for fields marked with `FromCallArgs`.
    """

    def __init__(
        self, format: ResponseFormat, fn_args: Mapping[str, Any] | None = None
    ) -> None:
        plan = plan_of(format)
        given = fn_args or {}
        root = plan.given(
            {name: given[name] for name in format.call_args if name in given}
        )
        self._format = format
        self._fn_args = given
        self._json = PartialJson(root, plan.arrays)
        self._lazy_class: type | None = None
        if isinstance(root.object, Record) and root.object.is_lazy:
            self._lazy_class = root.object.cls
        self._texts: list[str] = []
        self._thought: str | None = ""
        """The end of what came while it may be a thought, before the answer."""

    def feed(self, text: str) -> Any:
        """Read on.

        Args:
            text: The next piece of JSON, or of the prose around it.

        Returns:
            The value as far as it came, or `NO_CHANGE` if it did not change.
        """
        self._texts.append(text)
        if self._thought is not None:
            text = self._without_thought(text)
        if not self._json.feed(text):
            return NO_CHANGE
        if self._lazy_class is not None and (state := self._json.state) is not None:
            return lazy_partial(self._lazy_class, state)
        value = self._json.value
        return NO_CHANGE if value is MISSING else value

    def _without_thought(self, text: str) -> str:
        """Skip a `<think>` block at the beginning of an answer."""
        so_far = f"{self._thought}{text}"
        start = so_far.lstrip()
        opening = next((tag for tag in _THOUGHTS if start.startswith(tag)), None)
        if opening is None:
            is_short = any(tag.startswith(start) for tag in _THOUGHTS)
            self._thought = so_far if is_short else None
            return "" if is_short else so_far
        closing = opening.replace("<", "</")
        _, ended, rest = start.partition(closing)
        # Of a long thought only its end is read again.
        self._thought = None if ended else opening + start[len(opening) :][-12:]
        return rest

    @property
    def texts(self) -> list[str]:
        """What has come, in pieces."""
        return list(self._texts)

    @property
    def is_empty(self) -> bool:
        """Whether nothing has come."""
        return not self._texts

    def replay(self) -> Iterator[Any]:
        """Give the values again.

        Keeping them instead would keep the lists of each that was looked at.

        Yields:
            Values that equal those which `feed` gave.
        """
        again = PartialStream(self._format, self._fn_args)
        for text in tuple(self._texts):
            value = again.feed(text)
            if value is not NO_CHANGE:
                yield value

    def final(self, fn_args: Mapping[str, Any] | None = None) -> Any:
        """Give the whole value, validated.

        Args:
            fn_args: The arguments of the call, if they are not known from before.

        Returns:
            An instance of the response type.

        Raises:
            TruncatedError: The JSON breaks off.
            MalformedOutputError: What came is not JSON.
            ValidationError: It does not fit the type. An answer without any text is
                taken for an object without members.
        """
        return self._format.extract("".join(self._texts), fn_args or self._fn_args)
