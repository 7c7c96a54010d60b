"""The two thin edges around a flow: a function for sync calls, one for async calls."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from ._flow import Flow, arun, run
from ._parameters import fn_is_async


def edges(
    fn: Callable[..., Any],
    perform: Callable[[tuple[Any, ...], dict[str, Any]], Flow[Any]],
) -> Callable[..., Any]:
    """Put the sync or the async edge around a flow.

    Args:
        fn: The prompt function, whose name and signature the result takes.
        perform: Makes the flow of one call.

    Returns:
        The function that users call: async if `fn` is.
    """

    @wraps(fn)
    async def decorated_async(*args: Any, **kwargs: Any) -> Any:
        return await arun(perform(args, kwargs))

    @wraps(fn)
    def decorated(*args: Any, **kwargs: Any) -> Any:
        return run(perform(args, kwargs))

    made = decorated_async if fn_is_async(fn) else decorated
    made.__dict__["__mirascope_call__"] = True
    return made
