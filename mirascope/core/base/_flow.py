"""One flow, two drivers: how a call is written once for sync and async.

A flow is a generator that yields steps, functions of no arguments that may do I/O.
`run` calls each step and sends its value back, `arun` also awaits it. A step's error is
thrown into the flow, so `try` around a `yield from` works as in ordinary code.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from typing import Any, TypeAlias, TypeVar, cast

from mirascope.exceptions import ClientTypeError

T = TypeVar("T")

Step: TypeAlias = Callable[[], object]
Flow: TypeAlias = Generator[Step, Any, T]
"""A computation that yields its I/O steps and returns a `T`."""


def do(step: Callable[[], Awaitable[T] | T]) -> Flow[T]:
    """Perform one I/O step inside a flow.

    Args:
        step: What to call; under `arun` an awaitable result is awaited.

    Returns:
        The step's value, as the value of `yield from do(...)`.
    """
    # The drivers send back what the step gave, awaited where it was awaitable.
    return cast(T, (yield step))


def run(flow: Flow[T]) -> T:
    """Drive a flow synchronously.

    Args:
        flow: The flow to finish.

    Returns:
        What the flow returns.

    Raises:
        ClientTypeError: A step gave an awaitable: an async client in a sync call.
    """
    try:
        step = flow.send(None)
        while True:
            try:
                value = step()
                if hasattr(type(value), "__await__"):  # faster than `isinstance`
                    _discard(value)
                    raise ClientTypeError(
                        "a sync call was given something to await: use an async "
                        "function, or the sync class of the client"
                    )
            except BaseException as error:
                step = flow.throw(error)
            else:
                step = flow.send(value)
    except StopIteration as end:
        result: T = end.value
        return result


async def arun(flow: Flow[T]) -> T:
    """Drive a flow inside an event loop.

    Args:
        flow: The flow to finish.

    Returns:
        What the flow returns.
    """
    try:
        step = flow.send(None)
        while True:
            try:
                value = step()
                if hasattr(type(value), "__await__"):  # faster than `isinstance`
                    value = await cast("Awaitable[object]", value)
            except BaseException as error:
                step = flow.throw(error)
            else:
                step = flow.send(value)
    except StopIteration as end:
        return cast(T, end.value)


def _discard(value: object) -> None:
    """Close a coroutine that will not be awaited, so that Python does not warn."""
    close = getattr(value, "close", None)
    if callable(close):
        close()
