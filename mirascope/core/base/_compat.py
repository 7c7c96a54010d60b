"""What newer Pythons do themselves: delete this file when 3.11 is no longer served.

`inspect.markcoroutinefunction` then stands where `coroutine_function` is called.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from typing import Any


def coroutine_function(fn: Callable[..., Any]) -> Callable[..., Any]:
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
