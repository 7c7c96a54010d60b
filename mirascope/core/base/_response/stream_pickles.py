"""Streams that have ended as values: pickled, and copied."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from mirascope.core.base._dump import own_copy
from mirascope.core.base._type_variables import T
from mirascope.core.base.tool.pickles import empty, picklable
from mirascope.core.base.tool.places import found, tool_from, tool_state
from mirascope.exceptions import (
    MirascopeError,
    ResponseError,
    StreamNotFinishedError,
)

from .fields import written
from .stream_events import Replayed

FIELDS = (
    *("metadata", "prompt_template", "fn_args", "dynamic_config", "messages"),
    *("call_params", "call_kwargs", "tool_types"),
)
TIMES = ("start_time", "end_time")


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
        "fields": written({name: getattr(stream, name) for name in FIELDS}),
        "times": [getattr(stream, name) for name in TIMES],
        "response": picklable(stream.call_response_type),
        "model": stream._requested,
        "pairs": pairs,
        "ended": stream._steps.assembler.ended,
        "error": error_of(stream),
    }


def restore(stream: Any, state: dict[str, Any]) -> None:
    """Fill the empty stream that was made for a pickle."""
    fields = dict(state["fields"])
    fields["tool_types"] = found(fields.pop("_places", ())) or None
    stream.__dict__ |= fields | dict(zip(TIMES, state["times"], strict=True))
    stream.call_response_type = state["response"]
    stream._requested = state["model"]
    stream._error = state["error"]
    pairs = [
        (chunk, None if tool is None else tool_from(tool))
        for chunk, tool in state["pairs"]
    ]
    _fill(stream, pairs, state["ended"])


def shallow_copy(stream: T) -> T:
    """Copy a stream of any kind; what it holds is shared."""
    twin = empty(type(stream))
    twin.__dict__ = {**vars(stream)}
    return twin


def deep_copy(stream: Any, memo: dict[int, Any] | None) -> Any:
    """Copy a stream that has ended, with everything in it.

    Raises:
        StreamNotFinishedError: It has not ended.
    """
    pairs = copy.deepcopy(pairs_of(stream), memo)
    twin = shallow_copy(stream)
    twin.__dict__ |= {name: own_copy(getattr(stream, name)) for name in FIELDS}
    _fill(twin, pairs, stream._steps.assembler.ended)
    return twin


def error_of(stream: Any) -> MirascopeError | None:
    """Give what ended a stream, as an error that can be unpickled wherever we are."""
    error = stream._error
    if error is None or isinstance(error, MirascopeError):
        return error
    name = type(error).__name__
    return ResponseError(f"the stream ended with {name}: {error}", stream)


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
    stream._steps = stream.stream = Replayed(pairs, ended)
    stream._source = None
    stream._begun = True
