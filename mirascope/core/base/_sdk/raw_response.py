"""Raw answers: read from their JSON, turned into SDK objects on demand.

Building validated objects is much of what an SDK spends on a call, and few programs
look at more than the text. The SDKs made by Stainless hand out the bytes by public API,
`with_raw_response`, and still do authentication, retries, time-outs and errors.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import aclosing
from functools import partial
from inspect import isawaitable, iscoroutine
from operator import attrgetter
from types import FunctionType
from typing import Any

from pydantic_core import from_json

from .lazy_native import LazyNative
from .server_sent_events import AsyncRawStream, EventFormat, RawStream

SWITCH = "MIRASCOPE_RAW_RESPONSES"
"""The environment variable that turns this off, if it is `0` when a class of clients is
first asked."""

_unpatched: dict[tuple[type, type], Any] = {}
"""Classes of clients and resources that are the SDK's own, with their `create` and
`request`; `False` for others, and where this is turned off."""


class _RawSource:
    """Reads what the SDK's `with_raw_response` gave."""

    @staticmethod
    def parse(raw: Any) -> Any:
        return from_json(raw.http_response.content)

    @staticmethod
    def make(raw: Any) -> Any:
        made: object = raw.parse()
        return _finish(made) if iscoroutine(made) else made


async def _read_async(sending: Any) -> Any:
    answer: object = _read(await sending)
    if isawaitable(answer):
        return await answer
    return answer


def _finish(parsing: Coroutine[Any, Any, object]) -> object:
    """Run a coroutine that has nothing to wait for: the body is there already."""
    try:
        parsing.send(None)
    except StopIteration as end:
        return end.value
    parsing.close()
    raise RuntimeError("the SDK cannot make its object without waiting")


def _read(raw: Any) -> Any:
    try:
        return LazyNative(_RawSource.parse(raw), raw, _RawSource)
    except ValueError:
        return raw.parse()  # the SDK's own error, or whatever it makes of this


def to_native(answer: Any) -> Any:
    """Give what the SDK's method would have given.

    Args:
        answer: What a `send` of ours gave, whole or streamed.

    Returns:
        The SDK's object, an iterable of its chunks, or an awaitable of one of them.
    """
    match answer:
        case LazyNative():
            return answer.source.make(answer.raw)
        case AsyncRawStream():
            return _native_chunks(answer)
        case RawStream():
            return map(to_native, answer)
        case _:
            return _native_later(answer) if isawaitable(answer) else answer


async def _native_later(answer: Awaitable[object]) -> Any:
    return to_native(await answer)


async def _native_chunks(stream: AsyncRawStream) -> AsyncIterator[Any]:
    async with aclosing(stream):
        async for event in stream:
            yield to_native(event)


def raw_method(format: EventFormat, *path: str) -> Callable[..., Any]:
    """Say where the resource is that has `create`.

    Args:
        format: How the service writes the events of a stream.
        path: The attributes that lead there from a client.

    Returns:
        What sends a request: `send(client, is_async, **kwargs)`. It gives a
        `LazyNative`, or the events of a stream; and what the method gives where the
        client is not the SDK's, was patched (as instrumentations and tests do) or has
        no raw answers.
    """
    return partial(_send, format, attrgetter(".".join(path)))


def _send(
    format: EventFormat,
    find: Callable[[Any], Any],
    client: Any,
    is_async: bool,
    /,
    **kwargs: Any,
) -> Any:
    resource = find(client)
    if not _is_stock(client, resource):
        return resource.create(**kwargs)
    if "stream" in kwargs:
        kind = AsyncRawStream if is_async else RawStream
        return kind(resource, client, format, kwargs)
    raw = resource.with_raw_response.create(**kwargs)
    return _read_async(raw) if is_async else _read(raw)


def _is_stock(client: Any, resource: Any) -> bool:
    kinds = (client.__class__, resource.__class__)
    known = _unpatched.get(kinds)
    if known is None:
        known = _unpatched[kinds] = _own_methods(*kinds)
    return bool(
        known
        and known[0] is kinds[1].__dict__.get("create")
        and known[1] is kinds[0].request
        and "create" not in vars(resource)
        and "request" not in vars(client)
    )


def _own_methods(client: type, resource: type) -> Any:
    """Find the methods as the SDK defines them, if the classes are the SDK's own."""
    sdk = resource.__module__.partition(".")[0]
    create: Any = vars(resource).get("create")
    methods: tuple[Any, ...] = create, getattr(client, "request", None)
    if (
        os.environ.get(SWITCH) != "0"
        and client.__module__.partition(".")[0] == sdk
        and all(_is_own(method, sdk) for method in methods)
        and hasattr(resource, "with_raw_response")
        and hasattr(resource, "with_streaming_response")
    ):
        return methods
    return False


def _is_own(method: Any, sdk: str) -> bool:
    if type(method) is not FunctionType:
        return False
    return str(method.__globals__.get("__name__")).partition(".")[0] == sdk
