"""The default clients of calls without one: made on first use, shared, replaced.

A client is shared for as long as what it was made from stays the same: the process, the
environment variables it reads and, for async ones, the event loop that its connections
are bound to. Clients that users pass are never kept or closed here.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from functools import cache
from importlib import import_module
from inspect import isawaitable
from operator import attrgetter
from threading import Lock
from typing import Any, ClassVar, TypeAlias
from weakref import WeakKeyDictionary, WeakSet

from mirascope.core.base._event_loop import loop_token
from mirascope.exceptions import MissingKeyError

TRIES = 3
"""How often a default client sends a request that fails and may be sent again."""
Key: TypeAlias = tuple[bool | str | None, ...]


class _LoopClients:
    """The async clients of one event loop, closed when the loop shuts down."""

    def __init__(self, close: Callable[[Any], object]) -> None:
        self.clients: dict[Key, Any] = {}
        self._close = close
        # `asyncio.run` and `Runner` close the async generators of their loop before the
        # loop itself: the one hook at which connections can still be closed properly.
        self.guard = self._close_at_shutdown()
        start = self.guard.asend(None)
        with suppress(StopIteration):
            start.send(None)

    async def _close_at_shutdown(self) -> AsyncGenerator[None, None]:
        try:
            yield
        finally:
            await self.close()

    async def close(self) -> None:
        clients, self.clients = self.clients, {}
        for client in clients.values():
            closing = self._close(client)
            if isawaitable(closing):
                await closing


class LazyClient:
    """An async client that the first call opens and the end of its loop closes.

    Made for `DefaultClients`, whose clients are made outside of any step that waits.
    """

    def __init__(self) -> None:
        self._client: Any = None
        self._lock = asyncio.Lock()
        self._stack = AsyncExitStack()
        self.close = self._stack.aclose

    async def get(
        self, enter: Callable[[], Awaitable[AbstractAsyncContextManager[Any]]]
    ) -> Any:
        """Give the client, opened if it is not.

        Args:
            enter: Gives the context manager that opens it.

        Returns:
            The open client.
        """
        async with self._lock:
            if self._client is None:
                manager = await enter()
                self._client = await self._stack.enter_async_context(manager)
        return self._client


def env(*names: str) -> str | None:
    """Find the first variable of the environment that is not blank; give its value."""
    values = (os.environ.get(name, "").strip() for name in names)
    return next(filter(None, values), None)


def missing_key(provider: str, name: str, error: Exception | None = None) -> Exception:
    """Make the error for credentials that are not there.

    Args:
        provider: The provider.
        name: The variable to set.
        error: What the SDK raises of this, or would raise.

    Returns:
        A `MissingKeyError`, which is one of the SDK's class too, with its attributes.
    """
    text = (
        f"no key for {provider!r}: set {name}, or pass `client=` with a client of your "
        "own"
    )
    if error is None or isinstance(error, KeyError | ValueError):
        return MissingKeyError(text)
    made = _joined(type(error))(text)
    vars(made).update(vars(error))
    return made


@cache
def _joined(kind: type[Exception]) -> type[Exception]:
    """Make the class of what is a `MissingKeyError` and of an SDK's class."""

    def reduce(error: Exception) -> tuple[Any, ...]:
        return _restore, (kind, *error.args), vars(error)

    members = {"__module__": MissingKeyError.__module__, "__reduce__": reduce}
    return type("MissingKeyError", (MissingKeyError, kind), members)


def _restore(kind: type[Exception], *args: Any) -> Exception:
    return _joined(kind)(*args)


def client_maker(
    module: str,
    sync: str,
    asynchronous: str,
    keys: tuple[str, ...] = (),
    error: str = "",
) -> Callable[[bool], Any]:
    """Say how clients are made from the environment alone.

    Args:
        module: The module of the SDK, imported when a client is made.
        sync: Its class for sync calls.
        asynchronous: Its class for async calls.
        keys: The variables with its key; one of them has to be set.
        error: The class of the SDK, or the builtin, that says so.

    Returns:
        A function that makes a client: `make(is_async)`.
    """

    def make(is_async: bool) -> Any:
        sdk = import_module(module)
        kind = getattr(sdk, asynchronous if is_async else sync)
        if not keys or env(*keys):
            return kind()
        own: type[Exception] = getattr(sdk, error, TypeError)
        try:
            client = kind()
        except own as cause:
            raise missing_key(module, keys[0], cause) from cause
        if not _has_credentials(client):
            raise missing_key(module, keys[0], own())
        return client

    return make


def load_resource(path: str) -> Callable[[Any, bool], object]:
    """Say what of a client is imported when it is first looked at.

    Args:
        path: The attributes that lead to what sends requests.

    Returns:
        The `load` of `DefaultClients`.
    """
    find = attrgetter(path)
    return lambda client, is_async: find(client)


def _has_credentials(client: Any) -> bool:
    """Tell whether a client found others than a key, such as those of a profile."""
    if getattr(client, "credentials", None) is not None:
        return True
    headers = {name.lower(): value for name, value in client.default_headers.items()}
    names = ("authorization", "x-api-key")
    found = [str(headers.get(name) or "").removeprefix("Bearer") for name in names]
    return any(map(str.strip, found))


class DefaultClients:
    """The default clients of one provider.

    Args:
        environment: The variables that the client is made from; a changed value makes a
            new client.
        make: Makes a client: `make(is_async)`.
        per_loop: Whether async clients are bound to the event loop they first ran in.
        close: Closes a client; may give an awaitable for an async one.
        needs_asyncio: Whether async clients run in no other event loop.
        load: Loads what of the SDK is imported by the first request with a client:
            `load(client, is_async)`.
    """

    _all: ClassVar[WeakSet[DefaultClients]] = WeakSet()

    def __init__(
        self,
        environment: tuple[str, ...],
        make: Callable[[bool], Any],
        *,
        per_loop: bool = True,
        close: Callable[[Any], object] | None = None,
        needs_asyncio: bool = False,
        load: Callable[[Any, bool], object] = lambda client, is_async: client,
    ) -> None:
        self._environment = environment
        self._make = make
        self._per_loop = per_loop
        self._needs_asyncio = needs_asyncio
        self._load = load
        self._close = close or _close
        self._reset()
        DefaultClients._all.add(self)

    def _reset(self) -> None:
        self._lock = Lock()
        self._shared: dict[Key, Any] = {}
        self._loops: WeakKeyDictionary[Any, _LoopClients] = WeakKeyDictionary()

    def get(self, is_async: bool) -> Any:
        """Give the client for the present environment and, if async, event loop.

        Args:
            is_async: Whether the call is async.

        Returns:
            The shared client.
        """
        known = os.environ
        # `in` first: asking for a variable that is missing raises inside.
        key: Key = (is_async, *[n in known and known[n] for n in self._environment])
        clients = self._of_loop() if is_async and self._per_loop else self._shared
        client = clients.get(key)
        if client is None:
            with self._lock:
                client = clients.get(key)
                if client is None:
                    client = clients[key] = self._make(is_async)
        return client

    def warm_up(self, client: Any, is_async: bool) -> None:
        """Load what the first request with a client will need.

        Args:
            client: The client; `None` for the default one, which is made.
            is_async: Whether the call is async.
        """
        self._load(self.get(is_async) if client is None else client, is_async)

    def _of_loop(self) -> dict[Key, Any]:
        try:
            loop: Any = asyncio.get_running_loop()
        except RuntimeError:
            loop = loop_token(self._needs_asyncio)
        mine = self._loops.get(loop)
        if mine is None:
            with self._lock:
                for other in list(self._loops):
                    if getattr(other, "is_closed", bool)():
                        del self._loops[other]
                mine = self._loops[loop] = _LoopClients(self._close)
        return mine.clients

    def close(self) -> None:
        """Close the sync clients."""
        shared, self._shared = self._shared, {}
        for client in shared.values():
            self._close(client)

    async def aclose(self) -> None:
        """Close the async clients of the running event loop."""
        try:
            loop: Any = asyncio.get_running_loop()
        except RuntimeError:
            loop = loop_token(False)
        mine = self._loops.pop(loop, None)
        if mine is not None:
            await mine.guard.aclose()

    @classmethod
    def all(cls) -> list[DefaultClients]:
        """List the default clients of every provider that was used.

        Returns:
            One entry for each provider.
        """
        return list(cls._all)

    @classmethod
    def _forget(cls) -> None:
        """Drop what a forked child must not share with its parent: open connections."""
        for clients in cls.all():
            clients._reset()


def _close(client: Any) -> object:
    close = getattr(client, "close", None) or getattr(client, "aclose", None)
    return close() if callable(close) else None


def close_clients() -> None:
    """Close every default client for sync calls; the next call makes a new one."""
    for clients in DefaultClients.all():
        clients.close()


async def aclose_clients() -> None:
    """Close every default client of the running event loop, and the sync ones."""
    for clients in DefaultClients.all():
        await clients.aclose()
    close_clients()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=DefaultClients._forget)
