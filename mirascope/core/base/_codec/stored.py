"""Answers as JSON that can be kept, and made into the SDK's objects again.

Whole or streamed, they come back without a network. What is kept is the answer alone:
neither the headers that it came with, nor anything of the request.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

from pydantic import BaseModel
from pydantic_core import from_json, to_json

from mirascope.core.base._sdk.lazy_native import LazyNative, data_of, native_of

FORMAT = 1
"""Counted up when answers are written in another way than before."""


class TimedChunk(NamedTuple):
    """A chunk of a stream, and how long it was waited for."""

    delay_ms: float
    """Milliseconds since the chunk before it, or since the request was sent."""
    chunk: Any
    """What the SDK's stream gave."""


class NativeCodec(Protocol):
    """What a codec says of the SDK's objects that are made of kept answers."""

    def native_json(self, native: Any, /) -> Any:
        """Give an object of the SDK as its JSON."""
        ...

    def native_type(
        self, data: Mapping[str, Any], name: str, streams: bool
    ) -> Callable[..., Any] | None:
        """Find the class of an answer, or of a chunk; `None` where it is a dict."""
        ...


def dump(codec: NativeCodec, answer: Any) -> bytes:
    """Write an answer as JSON.

    Args:
        codec: The codec of its provider.
        answer: What the SDK's method gave, or a list of `TimedChunk`s.

    Returns:
        JSON text in UTF-8.
    """
    places: list[list[str | int]] = []
    known: dict[str, Any] = {"format": FORMAT}
    if answer.__class__ is list:
        chunks: list[TimedChunk] = answer
        known["type"] = _name_of(chunks[0].chunk) if chunks else ""
        known["chunks"] = [
            [delay, _written(codec, chunk, ["chunks", number, 1], places)]
            for number, (delay, chunk) in enumerate(chunks)
        ]
    else:
        known["type"] = _name_of(answer)
        known["answer"] = _written(codec, answer, ["answer"], places)
    if places:
        known["bytes"] = places
    return to_json(known)


def revive(codec: NativeCodec, kept: bytes) -> Any:
    """Make an answer of what `dump` wrote.

    Args:
        codec: The codec of its provider.
        kept: The JSON text.

    Returns:
        What the SDK's method would have given, or a list of `TimedChunk`s.
    """
    known: dict[str, Any] = from_json(kept)
    for place in known.get("bytes", ()):
        _put_bytes(known, place)
    name: str = known["type"]
    if "answer" in known:
        return _build(codec, known["answer"], name, streams=False)
    return [
        TimedChunk(delay, _build(codec, data, name, streams=True))
        for delay, data in known["chunks"]
    ]


def _name_of(native: Any) -> str:
    """Name the class of an object, from which a codec tells which API has answered."""
    kind: Any = native_of(native).__class__
    return f"{kind.__module__}:{kind.__qualname__}"


def _written(
    codec: NativeCodec,
    native: Any,
    place: list[str | int],
    places: list[list[str | int]],
) -> Any:
    if type(native) is LazyNative:
        return data_of(native)
    return _with_text(codec.native_json(native), place, places)


def native_json(native: Any) -> Any:
    """Give an object of an SDK as its JSON, as most SDKs do it.

    Args:
        native: A model, or a mapping, which may hold bytes.

    Returns:
        What was set of it, under the service's own names.
    """
    if isinstance(native, BaseModel):
        return native.model_dump(
            mode="json", by_alias=True, exclude_unset=True, warnings=False
        )
    return native


def _with_text(
    value: Any, place: list[str | int], places: list[list[str | int]]
) -> Any:
    """Copy a value with text in the place of bytes, and note where these were."""
    kind: Any = value.__class__
    if kind is bytes:
        places.append(place)
        return base64.b64encode(value).decode()
    if issubclass(kind, Mapping):
        return {
            name: _with_text(one, [*place, name], places) for name, one in value.items()
        }
    if issubclass(kind, list | tuple):
        return [_with_text(one, [*place, n], places) for n, one in enumerate(value)]
    if issubclass(kind, BaseModel):
        return _with_text(native_json(value), place, places)
    return value


def _put_bytes(known: Any, place: list[str | int]) -> None:
    *above, last = place
    for name in above:
        known = known[name]
    known[last] = base64.b64decode(known[last])


def _build(codec: NativeCodec, data: Any, name: str, *, streams: bool) -> Any:
    """Make the SDK's object of its JSON, by what the SDK offers for that."""
    kind: Any = codec.native_type(data, name, streams)
    if kind is None:
        return data
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return kind(data)
    # Without validation, where the SDK has that: as it reads answers itself.
    made: Any = kind
    if any("construct" in vars(one) for one in kind.__mro__ if one is not BaseModel):
        return made.construct(**data)
    return kind.model_validate_json(to_json(data, bytes_mode="base64"))
