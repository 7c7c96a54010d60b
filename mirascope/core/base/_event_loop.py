"""What runs the async calls: asyncio, or trio where a program has chosen that."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from typing import Any

from mirascope.core.base._type_variables import T
from mirascope.exceptions import ClientTypeError


def running_trio() -> Any:
    """Give the module of trio, if that is what runs."""
    module: Any = sys.modules.get("trio")
    if module is None:
        return None
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        pass
    else:
        return None
    try:
        module.lowlevel.current_trio_token()
    except RuntimeError:
        return None
    return module


def loop_token(needs_asyncio: bool) -> Any:
    """Give what stands for an event loop that is not asyncio's.

    Args:
        needs_asyncio: Whether a client is for asyncio alone.

    Returns:
        The token of trio.

    Raises:
        ClientTypeError: The client does not run here.
    """
    module = running_trio()
    if module is None or needs_asyncio:
        raise ClientTypeError(
            "this provider's default client for async calls runs in asyncio only: call "
            "it there, pass `client=` with one that runs in your event loop, or call a "
            "sync function in a thread, such as by `trio.to_thread.run_sync`"
        )
    return module.lowlevel.current_trio_token()


async def in_threads(fn: Callable[[Any], T], values: Sequence[Any]) -> list[T]:
    """Call a function that waits for each of these values, in threads.

    Task groups of trio would wrap its errors in groups.
    """
    module = running_trio()
    if module is None:
        return await asyncio.gather(*(asyncio.to_thread(fn, one) for one in values))
    return [await module.to_thread.run_sync(fn, one) for one in values]


async def sleep(seconds: float) -> None:
    """Wait, in whatever runs."""
    module = running_trio()
    await (asyncio if module is None else module).sleep(seconds)
