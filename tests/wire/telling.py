"""Everything that an answer says, as plain values: equal ones mean equal answers."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Callable
from functools import cache, partial
from typing import Any

from pydantic import BaseModel

from mirascope.core import BaseTool
from mirascope.exceptions import BrokenStreamError
from tests.internals import Exchange

CLOCK = {"start_time", "end_time"}
"""Properties that no two answers share."""
HEAVY = {"cost", "cost_metadata"}
"""Properties of a chunk that only the last one is asked for."""


def plain(value: Any, unset: bool = True) -> Any:
    """Give a value as something that knows its own equality, types and all.

    Args:
        value: Anything that the library gives.
        unset: Whether it matters which fields of SDK objects were never set.
    """
    if value is None or type(value) is str:
        return value
    if isinstance(value, type):
        return name_of(value)
    kind = name_of(type(value))
    if isinstance(value, BaseModel):
        fields = {
            name: plain(found, unset)
            for name, found in vars(value).items()
            if name not in CLOCK and name != "_late_call"
        }
        if isinstance(value, BaseTool):
            fields["tool_call"] = plain(value.tool_call, unset)
        extra = plain(value.__pydantic_extra__, unset)
        given = frozenset(value.model_fields_set) if unset else None
        args = value.args if isinstance(value, BaseTool) else None
        return (kind, fields, extra, given, plain(args, unset))
    if isinstance(value, Exchange):
        own = value.fields.items()
        return {n: plain(one, unset) for n, one in own if n not in CLOCK}
    if isinstance(value, dict):
        return {name: plain(found, unset) for name, found in value.items()}
    if isinstance(value, list | tuple):
        return (kind, [plain(one, unset) for one in value])
    if isinstance(value, float) and math.isnan(value):
        return "nan"
    if isinstance(value, str | bytes | int | float):
        return (kind, value)
    if dataclasses.is_dataclass(value):
        found = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
        return (kind, plain(found, unset))
    return (kind, repr(value))


def name_of(kind: type) -> str:
    """Name a class: tools are made anew for each call."""
    return f"{kind.__module__}:{kind.__qualname__}"


def failure(error: BaseException | None) -> Any:
    """Say all that a user can see of an error."""
    if error is None:
        return None
    response = getattr(error, "response", None)
    return {
        "type": type(error),
        # It quotes bytes, which only one of the paths sees.
        "text": "" if type(error) is BrokenStreamError else str(error),
        "status": getattr(error, "status_code", None),
        "body": plain(getattr(error, "body", None)),
        "code": plain(getattr(error, "code", None)),
        "cause": type(error.__cause__),
        "response": type(response),
        "answered": getattr(response, "status_code", None),
        "request": type(getattr(error, "request", None)),
    }


def attempt(what: Callable[[], Any], unset: bool = True) -> Any:
    """Give what something gives, or the error that it raises."""
    try:
        return plain(what(), unset)
    except Exception as error:
        return ("raises", type(error), str(error))


@cache
def properties(kind: type) -> tuple[str, ...]:
    """List the public properties of a class, with a few fields that matter."""
    names = {
        name: value
        for base in reversed(kind.__mro__)
        for name, value in vars(base).items()
        if name[0] != "_" and isinstance(value, property)
    }
    return tuple(sorted(set(names) - CLOCK))


def all_of(
    thing: Any, *fields: str, less: set[str] | None = None, unset: bool = True
) -> dict[str, Any]:
    """Read all properties of something."""
    names = {*properties(type(thing)), *fields} - (less or set())
    return {name: attempt(partial(getattr, thing, name), unset) for name in names}


def chunk_says(chunk: Any, is_last: bool) -> dict[str, Any]:
    """Say everything that is in a chunk."""
    content = all_of(chunk, "chunk", less=set() if is_last else HEAVY)
    return content | {"text": attempt(lambda: str(chunk))}


def response_says(response: Any, unset: bool = True) -> dict[str, Any]:
    """Say everything that is in a response."""
    content = all_of(response, "response", "metadata", "messages", unset=unset)
    native = getattr(response, "response", None)
    content["request id"] = getattr(native, "_request_id", None)
    dump = attempt(lambda: json.loads(response.model_dump_json()))
    if isinstance(dump, dict):
        for name in CLOCK:
            dump.pop(name, None)
    return content | {"dump": dump, "text": attempt(lambda: str(response))}


def stream_says(
    stream: Any, pairs: list[Any], error: BaseException | None
) -> dict[str, Any]:
    """Say everything that a stream said.

    Args:
        stream: The stream, after it was read.
        pairs: The chunks and tools that it gave.
        error: What ended it, if it did not end by itself.
    """
    content: dict[str, Any] = {
        "chunks": [
            chunk_says(chunk, number == len(pairs))
            for number, (chunk, _) in enumerate(pairs, 1)
        ],
        "tools": [plain(tool) for _, tool in pairs],
        "stream": all_of(stream),
        "error": failure(error),
    }
    if stream._events.assembler.has_begun:
        try:
            content["response"] = response_says(stream.construct_call_response(), False)
        except Exception as caught:  # made of what cannot be read
            content["response"] = failure(caught)
    return content


def read(way: Any, stream: Any) -> dict[str, Any]:
    """Read a stream to its end, however that comes, and say everything.

    Args:
        way: What has `is_async`, and a `runner` if it is.
        stream: A stream of chunks, not yet iterated.
    """
    items, error = drain(way, stream)
    return stream_says(stream, items, error)


def read_items(way: Any, stream: Any) -> dict[str, Any]:
    """Read a structured stream to its end, and say everything."""
    items, error = drain(way, stream, lambda item: plain(item, False))
    return {
        "items": items,
        "error": failure(error),
        "whole": attempt(lambda: stream.constructed_response_model, False),
        "content": attempt(lambda: stream.stream.content),
    }


def drain(
    way: Any, stream: Any, keep: Callable[[Any], Any] = lambda item: item
) -> tuple[list[Any], Exception | None]:
    """Iterate something until it ends or fails."""
    items: list[Any] = []
    add = items.append

    async def adrain() -> None:
        async for item in stream:
            add(keep(item))

    try:
        if way.is_async:
            way.runner.run(adrain())
        else:
            for item in stream:
                add(keep(item))
    except Exception as error:
        return items, error
    return items, None


def differences(one: Any, other: Any, where: str = "") -> list[str]:
    """List where two tellings differ, and how."""
    if one == other:
        return []
    if type(one) is type(other) and isinstance(one, dict):
        return [
            line
            for name in {**one, **other}
            for line in differences(
                one.get(name, "nothing"), other.get(name, "nothing"), f"{where}.{name}"
            )
        ]
    if (
        type(one) is type(other)
        and isinstance(one, list | tuple)
        and len(one) == len(other)
    ):
        return [
            line
            for number, (a, b) in enumerate(zip(one, other, strict=True))
            for line in differences(a, b, f"{where}[{number}]")
        ]
    return [f"{where}: {one!r} is not {other!r}"]
