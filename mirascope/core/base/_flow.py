"""One flow, two drivers: calls are written once for sync and async.

A flow is a generator that yields steps, functions of no arguments that may do I/O.
`run` calls each step and sends its value back, `arun` also awaits it. A step's error is
thrown into the flow, so `try` around a `yield from` works as in ordinary code.

The flow of a stream also yields an `Emit` for each chunk, which the drivers in
`_chain.streams` hand out.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from functools import wraps
from types import CoroutineType
from typing import Any, TypeAlias, cast

from mirascope.core.base._compat import coroutine_function
from mirascope.core.base._functions import coroutine_name, fn_is_async, name_of
from mirascope.core.base._type_variables import T
from mirascope.exceptions import ClientTypeError, InvalidCallError

_AWAITABLE: Any = (CoroutineType, Awaitable)  # which is quicker for coroutines
Step: TypeAlias = Callable[[], Any]
Flow: TypeAlias = Generator[Step, Any, T]
"""A computation that yields its I/O steps and returns a `T`."""

NOT_SYNC = (
    "a sync call was given something to await: use an async function, or the sync "
    "class of the client"
)


def do(step: Callable[[], Awaitable[T] | T]) -> Flow[T]:
    """Perform one I/O step inside a flow.

    Args:
        step: What to call; under `arun` an awaitable result is awaited.

    Returns:
        The step's value, as the value of `yield from do(...)`.
    """
    # The drivers send back what the step gave, awaited where it was awaitable.
    return (yield step)


class Either:
    """A step that is one thing in sync calls and another in async ones."""

    __slots__ = ("in_async", "in_sync")

    def __init__(self, in_sync: Step, in_async: Step) -> None:
        self.in_sync = in_sync
        self.in_async = in_async

    def __call__(self) -> object:
        """Perform it in a sync call."""
        return self.in_sync()


class Cleanup(Either):
    """A step that closes something: no time limit stops it."""

    __slots__ = ()

    def __init__(self, step: Step) -> None:
        super().__init__(step, step)


def begin(step: Step) -> Any:
    """Begin a step in an async call; gives its value, or what to await for it."""
    return step.in_async() if isinstance(step, Either) else step()


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
                if isinstance(value, Awaitable):
                    # Of what it is awaited to, nothing is known.
                    discard(cast("object", value))
                    raise ClientTypeError(NOT_SYNC)
            except BaseException as error:
                step = flow.throw(error)
            else:
                step = flow.send(value)
    except StopIteration as end:
        result: T = end.value
        return result
    except RuntimeError as error:
        if (stopped := _stopped_inside(error)) is None:
            raise
    raise stopped  # here, so that its own context is kept


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
                # As `begin` does it, without a frame of its own for each step.
                value = step.in_async() if isinstance(step, Either) else step()
                if isinstance(value, _AWAITABLE):
                    value = await value
            except BaseException as error:
                step = flow.throw(error)
            else:
                step = flow.send(value)
    except StopIteration as end:
        return end.value
    except RuntimeError as error:
        if (stopped := _stopped_inside(error)) is None:
            raise
    raise stopped


def as_call(
    fn: Callable[..., Any],
    perform: Callable[[T, tuple[Any, ...], dict[str, Any]], Flow[Any]],
    bound: Callable[[], T],
) -> Callable[..., Any]:
    """Put the sync or the async edge around a flow.

    Args:
        fn: The prompt function, whose name and signature the result takes.
        perform: Makes the flow of one call: `perform(bound, args, kwargs)`.
        bound: Gives what is bound where the function is called, for an async
            one before anything is awaited.

    Returns:
        The function that users call: a coroutine function if `fn` is one.

    Raises:
        InvalidCallError: What should stand above the call stands below it.
    """
    if hasattr(fn, "_falls_back_to"):
        raise InvalidCallError(
            f"`fallback` stands below the call at {name_of(fn)}, where no request "
            "comes through it: put it above"
        )
    if fn_is_async(fn):
        name = coroutine_name(fn)

        def decorated(*args: Any, **kwargs: Any) -> Any:
            coroutine = arun(perform(bound(), args, kwargs))
            coroutine.__qualname__ = name
            return coroutine

        coroutine_function(decorated)
    else:

        def decorated(*args: Any, **kwargs: Any) -> Any:
            return run(perform(bound(), args, kwargs))

    made = wraps(fn)(decorated)
    made.__dict__["__mirascope_call__"] = True
    return made


def _stopped_inside(error: RuntimeError) -> StopIteration | None:
    """Find the `StopIteration` of the user's that left one of our generators.

    Python makes a `RuntimeError` of it there. Those of the user's own generators stay.
    """
    stopped = error.__cause__
    if not isinstance(stopped, StopIteration) or stopped.__traceback__ is None:
        return None
    # The outermost frame that it came through is the generator that it left.
    scope = stopped.__traceback__.tb_frame.f_globals
    name: str = scope.get("__name__") or ""
    return stopped if name.partition(".")[0] == __name__.partition(".")[0] else None


def discard(value: object) -> None:
    """Close a coroutine that will not be awaited, so that Python does not warn."""
    close = getattr(value, "close", None)
    if callable(close):
        close()


class Emit:
    """Yielded by a stream's flow: hand this chunk to whoever reads.

    Args:
        chunk: What the SDK's stream gave.
    """

    __slots__ = ("chunk",)

    def __init__(self, chunk: Any) -> None:
        self.chunk = chunk


StreamFlow: TypeAlias = Generator["Step | Emit", Any, None]
"""A computation that yields its I/O steps, and the chunks of an answer."""
