"""The two thin edges around a flow: a function for sync calls, one for async calls."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

from mirascope.core.base._flow import Flow, arun, run
from mirascope.core.base._signature import coroutine_name, fn_is_async
from mirascope.core.base._type_variables import FnT


def edges(
    fn: Callable[..., Any],
    perform: Callable[[tuple[Any, ...], dict[str, Any]], Flow[Any]],
) -> Callable[..., Any]:
    """Put the sync or the async edge around a flow.

    Args:
        fn: The prompt function, whose name and signature the result takes.
        perform: Makes the flow of one call. It runs when the function is called, for an
            async one before anything is awaited, and so sees the caller's context.

    Returns:
        The function that users call: a coroutine function if `fn` is one.
    """
    if fn_is_async(fn):
        name = coroutine_name(fn)

        def decorated(*args: Any, **kwargs: Any) -> Any:
            coroutine = arun(perform(args, kwargs))
            coroutine.__qualname__ = name
            return coroutine

        coroutine_function(decorated)
    else:

        def decorated(*args: Any, **kwargs: Any) -> Any:
            return run(perform(args, kwargs))

    made = wraps(fn)(decorated)
    made.__dict__["__mirascope_call__"] = True
    return made


def coroutine_function(fn: FnT) -> FnT:
    """Let a function that returns a coroutine be known as a coroutine function.

    Frameworks ask `inspect.iscoroutinefunction`. An `async def` would answer it too,
    but runs nothing before it is awaited, perhaps in another context.

    Args:
        fn: The function.

    Returns:
        The same function.
    """
    if sys.version_info >= (3, 12):
        return inspect.markcoroutinefunction(fn)
    code: Any = fn.__code__
    fn.__code__ = code.replace(co_flags=code.co_flags | inspect.CO_COROUTINE)
    return fn
