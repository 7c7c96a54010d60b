"""Where the SDK keeps its client and its types."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from mirascope.core.base._sdk.send_limits import OVER, SendLimits, shorter


@cache
def sdk() -> Any:
    """Find where `Mistral` and `models` are: before version 2 in the package itself."""
    package = import_module("mistralai")
    return package if hasattr(package, "Mistral") else import_module("mistralai.client")


@cache
def model(name: str) -> Any:
    """Find one of the SDK's types, which are looked up anew whenever one asks."""
    return getattr(sdk().models, name)


def limits() -> dict[str, Any]:
    """Say how long a default client waits, and for how long it sends a request again.

    The SDK counts no tries: an answer that fails at once is asked for three times.
    """
    return {
        "timeout_ms": 300_000,  # before version 2 the SDK has no limit of its own
        "retry_config": _retries("backoff"),
    }


@cache
def _retries(strategy: str) -> Any:
    utils = import_module(f"{sdk().__name__}.utils")
    backoff = utils.BackoffStrategy(1_000, 8_000, 3.0, 3_500)
    return utils.RetryConfig(strategy, backoff, strategy != "none")


def time_is_over(_: Any) -> Exception:
    """Make what the SDK raises where an answer does not come in time."""
    return import_module(f"{sdk().__name__}.sdk").httpx.ReadTimeout(OVER)


def load(client: Any, is_async: bool) -> object:
    """Load what the SDK imports when it is first looked at."""
    utils = import_module(f"{sdk().__name__}.utils")
    return client.chat, utils.get_headers, utils.get_query_params


def restrict(client: Any, _: bool, kwargs: dict[str, Any], limits: SendLimits) -> Any:
    """Tell the SDK how often and for how long it may try."""
    if not limits.own_retries:
        kwargs["retries"] = _retries("none")
    if (left_s := limits.left_s) is not None:
        own = getattr(getattr(client, "sdk_configuration", None), "timeout_ms", None)
        given = kwargs.get("timeout_ms", own)
        kwargs["timeout_ms"] = int(shorter(given, left_s * 1000)) or 1
    return client
