"""How often and for how long an SDK may try, told to it by its public options."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from operator import attrgetter
from time import monotonic
from typing import Any, NamedTuple, TypeAlias
from weakref import WeakKeyDictionary

from mirascope.core.base._functions import warn

_once: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()
"""Clients, with those that share their connections and send each request once."""
_PARTS = ("connect", "read", "write", "pool")


class SendLimits(NamedTuple):
    """What an SDK is told for one request."""

    own_retries: bool
    """Whether it may send the request again by itself."""
    deadline: float | None
    """When the time of the call is over, as `time.monotonic` tells it."""

    @property
    def left_s(self) -> float | None:
        """How many seconds are left, if there is a limit; never 0."""
        return self.deadline and max(self.deadline - monotonic(), 0.001)


Restrict: TypeAlias = Callable[[Any, bool, dict[str, Any], SendLimits], Any]
"""Changes the keywords of a request, and gives the client to send it with:
`restrict(client, is_async, kwargs, limits)`."""

OVER = "the answer did not come in time"


def time_is_over(_: Any) -> Exception:
    """Make the error of an SDK that has none of its own for this."""
    return TimeoutError(OVER)


def timeout_of(module: str) -> Callable[[Any], Exception]:
    """Say what an SDK like OpenAI's raises where an answer does not come in time.

    Args:
        module: Its package.

    Returns:
        The `time_is_over` of a `ProviderSpec`.
    """

    def make(client: Any) -> Exception:
        sdk = import_module(module)
        # The class says that it is of the SDK.
        http = import_module(sdk.Timeout.__init__.__module__.partition(".")[0])
        request = http.Request("POST", getattr(client, "base_url", ""))
        return sdk.APITimeoutError(request=request)

    return make


def shorter(given: Any, left_s: float) -> Any:
    """Give the shorter of two time limits.

    Args:
        given: The one of the SDK: seconds, an object of `httpx`, or none.
        left_s: How many seconds are left of ours.

    Returns:
        What the SDK is to be told.
    """
    if isinstance(given, int | float) and not isinstance(given, bool):
        return min(given, left_s)
    if not all(hasattr(given, part) for part in _PARTS):
        return left_s  # there is none, or `NOT_GIVEN` stands for it
    return type(given)(
        **{part: shorter(getattr(given, part), left_s) for part in _PARTS}
    )


def restrict_client(path: str) -> Restrict:
    """Say how clients of SDKs like OpenAI's are told their limits.

    Args:
        path: The attributes that lead from a client to what has `create`.

    Returns:
        The `restrict` of a `ProviderSpec`.
    """
    find = attrgetter(path)

    def restrict(
        client: Any, _: bool, kwargs: dict[str, Any], limits: SendLimits
    ) -> Any:
        left_s = limits.left_s
        if left_s is not None:
            own = getattr(client, "timeout", None)
            kwargs["timeout"] = shorter(kwargs.get("timeout", own), left_s)
        return client if limits.own_retries else _sending_once(client, find)

    return restrict


def _sending_once(client: Any, find: Callable[[Any], Any]) -> Any:
    """Give a client that sends each request once, over the same connections."""
    copy = getattr(client, "with_options", None)
    if copy is None or not getattr(client, "max_retries", 0):
        return client
    with suppress(TypeError):  # one that cannot be a key is copied each time
        if (known := _once.get(client)) is not None:
            return known
    if "create" in getattr(find(client), "__dict__", ()):
        # A copy would lose what a program put around the method.
        warn(
            f"the client {type(client).__name__!r} of a call with `retries=` keeps its "
            "own tries, since its `create` was replaced: give it `max_retries=0`"
        )
        return client
    made = copy(max_retries=0)
    with suppress(TypeError):
        _once[client] = made
    return made
