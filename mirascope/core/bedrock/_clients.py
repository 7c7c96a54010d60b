"""The clients that serve calls: boto3's, and every way of having aiobotocore's."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, closing
from functools import cache, partial
from importlib import import_module
from inspect import isawaitable
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from mirascope._lazy import require
from mirascope.core.base._sdk.default_clients import TRIES, DefaultClients, LazyClient
from mirascope.core.base._sdk.send_limits import SendLimits
from mirascope.exceptions import ClientTypeError

_SERVICE = "bedrock-runtime"
_REGIONS = ("AWS_REGION_NAME", "AWS_REGION", "AWS_DEFAULT_REGION")
_OTHERS = """ACCESS_KEY_ID BEARER_TOKEN_BEDROCK ENDPOINT_URL_BEDROCK_RUNTIME
    MAX_ATTEMPTS PROFILE RETRY_MODE SECRET_ACCESS_KEY SESSION_TOKEN"""
_HOW_TO_OPEN = (
    "Open it in the event loop that makes the call, `async with "
    f'session.create_client("{_SERVICE}") as client:`, or give the session itself, '
    "`client=aiobotocore.session.get_session()`."
)


def _region() -> str | None:
    # The SDKs know only the last of these variables.
    return next((r for name in _REGIONS if (r := os.environ.get(name))), None)


class _Limited(NamedTuple):
    """What a default client is told when it is made, since no request can be."""

    once: bool = False
    """Whether it sends each request once."""
    limit_s: float | None = None
    """How long it waits for a connection, and for each part of an answer."""

    def make(self, is_async: bool) -> Any:
        """Make a client."""
        return _make(is_async, self)

    def config(self, session: Any) -> Any:
        """Say what the client is to be told, beside what the environment says."""
        options: dict[str, Any] = {}
        if self.once:
            options["retries"] = {"total_max_attempts": 1}
        elif session.get_config_variable("max_attempts") is None:
            options["retries"] = {"total_max_attempts": TRIES}
        if self.limit_s is not None:
            options |= {"connect_timeout": self.limit_s, "read_timeout": self.limit_s}
        return import_module("botocore.config").Config(**options) if options else None


_USUAL = _Limited()
_STEPS_S = (1, 2, 3, 5, 8, 12, 20, 30, 45, 60, 120, 300, 600)
"""The time limits of default clients: each has connections of its own."""


class _LazyClient(LazyClient):
    """A client that is opened by the first call, with limits."""

    def __init__(self, limited: _Limited) -> None:
        super().__init__()
        self.open = partial(_enter, limited=limited)


def _make(is_async: bool, limited: _Limited = _USUAL) -> Any:
    if is_async:
        require("an async Bedrock call", "aiobotocore", "bedrock-async")
        return _LazyClient(limited)
    require("a sync Bedrock call", "boto3", "bedrock")
    inner = import_module("botocore.session").get_session()
    session = import_module("boto3").Session(
        region_name=_region(), botocore_session=inner
    )
    return session.client(_SERVICE, config=limited.config(inner))


@cache
def _clients(limited: _Limited) -> DefaultClients:
    """Give the default clients with these limits."""
    names = (*_REGIONS, *(f"AWS_{n}" for n in _OTHERS.split()))
    return DefaultClients(names, limited.make, needs_asyncio=True, load=_load)


def _load(client: Any, is_async: bool) -> None:
    if is_async:
        _loader()


CLIENTS = _clients(_USUAL)


def time_is_over(client: Any) -> Exception:
    """Make what the SDK raises where an answer does not come in time."""
    url = getattr(getattr(client, "meta", None), "endpoint_url", "")
    return import_module("botocore.exceptions").ReadTimeoutError(endpoint_url=url)


def restrict(client: Any, is_async: bool, _: dict[str, Any], limits: SendLimits) -> Any:
    """Give a default client with such limits; those of users keep their own."""
    if client is not CLIENTS.get(is_async):
        return client
    limit_s = limits.left_s
    if limit_s is not None:
        longer = (step for step in _STEPS_S if step >= limit_s)
        # Async calls are ended on time by their event loop.
        limit_s = None if is_async else next(longer, None)
    return _clients(_Limited(not limits.own_retries, limit_s)).get(is_async)


_of_sessions: WeakKeyDictionary[Any, DefaultClients] = WeakKeyDictionary()
_reopened: dict[Any, int] = {}
"""Clients that had left their `async with` block, and how many calls use them now."""


async def _enter(session: Any = None, limited: _Limited = _USUAL) -> Any:
    """Make the client of a session, by default of one of our own."""
    # What this reads from files the event loop must not wait for.
    options, session = await asyncio.to_thread(_prepared, session, limited)
    make = getattr(session, "create_client", None) or session.client
    return make(_SERVICE, **options)


def _prepared(session: Any, limited: _Limited) -> tuple[dict[str, Any], Any]:
    if session is not None:
        if hasattr(session, "get_component"):
            _read_models(session)
        return {}, session
    session = import_module("aiobotocore.session").get_session()
    session.register_component("data_loader", _loader())
    return {"region_name": _region(), "config": limited.config(session)}, session


@cache
def _loader() -> Any:
    """Make what all of our sessions have their models from."""
    return _read_models(import_module("aiobotocore.session").get_session())


def _read_models(session: Any) -> Any:
    loader = session.get_component("data_loader")
    for name in ("service-2", "endpoint-rule-set-1"):
        loader.load_service_model(_SERVICE, name)
    for name in ("endpoints", "partitions", "sdk-default-configuration", "_retry"):
        loader.load_data(name)
    return loader


def send(client: Any, is_async: bool, /, stream: bool = False, **kwargs: Any) -> Any:
    """Send a request with a client, or with whatever gives one."""
    if is_async:
        return (_events_async if stream else _answer_async)(client, kwargs)
    return _events(client, kwargs) if stream else client.converse(**kwargs)


def _events(client: Any, kwargs: dict[str, Any]) -> Generator[dict[str, Any]]:
    answer = client.converse_stream(**kwargs)
    metadata = _response_metadata(answer, kwargs)
    with closing(answer["stream"]) as events:
        for event in events:
            yield {**event, **metadata}


async def _answer_async(source: Any, kwargs: dict[str, Any]) -> Any:
    try:
        if hasattr(source, "converse") and source not in _reopened:
            try:
                return await source.converse(**kwargs)
            except Exception as error:
                if not _was_closed(error):
                    raise
        async with AsyncExitStack() as stack:
            return await _send(stack, source, "converse", kwargs)
    except Exception as error:
        _raise_if_closed(error, source)
        raise


async def _events_async(source: Any, kwargs: dict[str, Any]) -> AsyncGenerator[Any]:
    try:
        async with AsyncExitStack() as stack:
            answer = await _send(stack, source, "converse_stream", kwargs)
            metadata = _response_metadata(answer, kwargs)
            with closing(answer["stream"]) as stream:
                async with aclosing(aiter(stream)) as events:
                    async for event in events:
                        yield {**event, **metadata}
    except Exception as error:
        _raise_if_closed(error, source)
        raise


async def _send(
    stack: AsyncExitStack, source: Any, method: str, kwargs: dict[str, Any]
) -> Any:
    """Send a request with a client that stays open for as long as the stack does."""
    client = await _find(source)
    if not hasattr(client, "converse"):
        client = await stack.enter_async_context(client)
    elif client in _reopened:
        await stack.enter_async_context(_reopen(client))
    try:
        return await getattr(client, method)(**kwargs)
    except Exception as error:
        if not _was_closed(error):
            raise
        try:
            await stack.enter_async_context(_reopen(client))
        except AssertionError:  # it is open, which cannot be asked in public
            raise error from None
    return await getattr(client, method)(**kwargs)


def _response_metadata(answer: Any, kwargs: dict[str, Any]) -> dict[str, Any]:
    """Say what belongs to each event of a stream."""
    return {"responseMetadata": answer["ResponseMetadata"], "model": kwargs["modelId"]}


def _cause(error: Exception) -> object:
    """Find what botocore wrapped, as it does with errors of the HTTP client."""
    return getattr(error, "kwargs", {}).get("error")


def _was_closed(error: Exception) -> bool:
    """Tell that nothing was sent; before aiobotocore 3 a closed client works again."""
    return isinstance(_cause(error), AttributeError)


def _raise_if_closed(error: Exception, source: Any) -> None:
    # So fail connections that are not there any more.
    if isinstance(_cause(error), AttributeError | RuntimeError):
        raise ClientTypeError(
            f"{source!r} was closed, or opened in another event loop. {_HOW_TO_OPEN}"
        ) from error


async def _find(source: Any) -> Any:
    """Find the client of a call, or a context manager that opens one for it."""
    if isinstance(source, _LazyClient):
        return await source.get(source.open)
    if hasattr(source, "converse"):
        return source
    if hasattr(source, "create_client") or hasattr(source, "client"):
        if source not in _of_sessions:
            _of_sessions[source] = DefaultClients((), lambda _: LazyClient())
        clients = _of_sessions[source].get(True)
        return await clients.get(partial(_enter, source))
    if not callable(source):
        raise ClientTypeError(f"{source!r} is no client of aiobotocore. {_HOW_TO_OPEN}")
    made: Any = source()
    return await made if isawaitable(made) else made


@asynccontextmanager
async def _reopen(client: Any) -> AsyncGenerator[None]:
    """Open a closed client, which the SDK allows, for as long as calls use it."""
    _reopened[client] = _reopened.get(client, 0) + 1
    is_open = _reopened[client] > 1
    try:
        if not is_open:
            await client.__aenter__()
            is_open = True
        yield
    finally:
        _reopened[client] -= 1
        if not _reopened[client]:
            del _reopened[client]
            if is_open:
                await client.__aexit__(None, None, None)
