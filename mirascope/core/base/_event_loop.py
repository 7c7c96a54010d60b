"""What runs the async calls: asyncio, or trio where a program has chosen that."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from inspect import isawaitable
from math import inf
from threading import TIMEOUT_MAX
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


class ThreadEvent:
    """Something that one thread waits for, and that any sets."""

    __slots__ = ("_event",)

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> bool:
        """End the wait, or the next one; tells whether somebody may wait."""
        self._event.set()
        return True

    def wait(self, seconds: float) -> None:
        """Wait until it is set, or for so long."""
        self._event.wait(None if seconds == inf else min(seconds, TIMEOUT_MAX))
        self._event.clear()


class TaskEvent:
    """Something that one task waits for, and that any thread sets."""

    __slots__ = ("_event", "_run_in_loop", "_trio")

    def __init__(self) -> None:
        self._trio = running_trio()
        self._run_in_loop: Callable[[Callable[[], object]], object]
        self._event: Any
        if self._trio is None:
            self._event = asyncio.Event()
            self._run_in_loop = asyncio.get_running_loop().call_soon_threadsafe
        else:
            self._event = self._trio.Event()
            self._run_in_loop = self._trio.lowlevel.current_trio_token().run_sync_soon

    def set(self) -> bool:
        """End the wait, or the next one; tells whether somebody may wait."""
        try:
            self._run_in_loop(self._set)
        except RuntimeError:
            return False  # the loop is closed, and with it the task has ended
        return True

    def _set(self) -> None:
        self._event.set()

    async def wait(self, seconds: float) -> None:
        """Wait until it is set, or for so long."""
        if self._trio is not None:
            with self._trio.move_on_after(seconds):
                await self._event.wait()
            self._event = self._trio.Event()
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(None if seconds == inf else seconds):
                await self._event.wait()
        self._event.clear()


async def within(
    seconds: float, begin: Callable[[], Any], over: Callable[[], Exception]
) -> Any:
    """Wait for what a function begins, but no longer than this.

    Args:
        seconds: How long; without any, nothing is begun.
        begin: Gives a value, or what to await for it.
        over: Makes the error that is raised if the time is over, whatever came of it.

    Returns:
        The value.
    """
    if seconds <= 0:
        raise over()
    module = running_trio()
    if module is not None:
        with module.move_on_after(seconds):
            return await _value_of(begin)
        raise over()
    scope = asyncio.timeout(seconds)
    try:
        async with scope:
            return await _value_of(begin)
    except Exception:
        if not scope.expired():
            raise
    raise over()


async def _value_of(begin: Callable[[], Any]) -> Any:
    value = begin()
    return await value if isawaitable(value) else value
