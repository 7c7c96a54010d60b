"""A stream as a value: the fields of its request, and how it is pickled and copied."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, Self

from typing_extensions import override

from mirascope.core.base._fields import is_dict
from mirascope.core.base._models import (
    MessageT,
    NativeT,
    ToolT,
    TypedOnlyClass,
    own_copy,
)
from mirascope.core.base.tool.locations import find_tools, tool_from, tool_state
from mirascope.core.base.tool.pickles import empty, picklable
from mirascope.core.base.types import Metadata
from mirascope.exceptions import StreamNotFinishedError

from .attempts import EARLIER, copied
from .fields import pickled_fields
from .reading import ReadingTask, error_of, shallow_copy
from .stream_events import ReplayedEvents

SHARED = (
    *("metadata", "fn_args", "dynamic_config"),
    *("messages", "call_params", "call_kwargs"),
)
"""What a stream has of its own once somebody looks at it, as its response does."""
FIELDS = (*SHARED, "prompt_template", "tool_types")
TIMES = ("start_time", "end_time")


class StreamFields(TypedOnlyClass[NativeT, MessageT, ToolT]):
    """What a stream has in common with other calls until somebody looks at it."""

    _shared: dict[str, Any]

    @override
    def __reduce__(self) -> Any:
        return empty, (picklable(type(self)),), state_of(self)

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._reader = ReadingTask()
        restore(self, state)

    def _forget_unsent(self) -> None:
        """Leave unchanged copies of the request: when it is sent, media is loaded."""
        known = vars(self)
        for name in {"messages", "call_kwargs"} & known.keys():
            if known[name] == self._shared[name]:
                del known[name]

    def __copy__(self) -> Self:
        return shallow_copy(self)

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        return deep_copy(self, memo)

    @cached_property
    def metadata(self) -> Metadata:
        """What `@metadata` or the dynamic config attached."""
        return own_copy(self._shared["metadata"])

    @cached_property
    def fn_args(self) -> dict[str, Any]:
        """The arguments of the prompt function, by name."""
        values: dict[str, Any] | Callable[[], dict[str, Any]] = self._shared["fn_args"]
        return values if is_dict(values) else values()

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


def state_of(stream: Any) -> dict[str, Any]:
    """Give what a stream is pickled as, without credentials.

    Raises:
        StreamNotFinishedError: It has not ended.
    """
    pairs = [
        (chunk, None if tool is None else tool_state(tool))
        for chunk, tool in pairs_of(stream)
    ]
    return {
        "fields": pickled_fields({name: getattr(stream, name) for name in FIELDS}),
        "times": [getattr(stream, name) for name in TIMES],
        "response": picklable(stream.call_response_type),
        "model": stream._requested,
        "pairs": pairs,
        "ended": stream._events.assembler.ended,
        "error": error_of(stream),
        **copied(stream._earlier_attempts, stream.provider),
    }


def restore(stream: Any, state: dict[str, Any]) -> None:
    """Fill the empty stream that was made for a pickle."""
    fields = dict(state["fields"])
    fields["tool_types"] = find_tools(fields.pop("_places", ())) or None
    stream.__dict__ |= fields | dict(zip(TIMES, state["times"], strict=True))
    stream.call_response_type = state["response"]
    stream._requested = state["model"]
    stream._error = state["error"]
    if EARLIER in state:
        vars(stream)[EARLIER] = state[EARLIER]
    pairs = [
        (chunk, None if tool is None else tool_from(tool))
        for chunk, tool in state["pairs"]
    ]
    _fill(stream, pairs, state["ended"])


def deep_copy(stream: Any, memo: dict[int, Any] | None) -> Any:
    """Copy a stream that has ended, with everything in it.

    Raises:
        StreamNotFinishedError: It has not ended.
    """
    pairs = copy.deepcopy(pairs_of(stream), memo)
    clone = shallow_copy(stream)
    clone.__dict__ |= {name: own_copy(getattr(stream, name)) for name in FIELDS}
    _fill(clone, pairs, stream._events.assembler.ended)
    return clone


def pairs_of(stream: Any) -> list[Any]:
    """Give what has arrived on a stream.

    Raises:
        StreamNotFinishedError: It has not ended.
    """
    if not (stream._begun and stream.end_time):
        raise StreamNotFinishedError(
            "a stream is pickled and copied with what it brought: iterate it first"
        )
    return list(stream._replay())


def _fill(stream: Any, pairs: Iterable[Any], ended: bool) -> None:
    stream._events = stream.stream = ReplayedEvents(pairs, ended)
    stream._source = None
    stream._begun = True
