"""The clients that calls are given: each would try again by itself, if it were let."""

from __future__ import annotations

import inspect
from importlib import import_module
from typing import Any

from tests.contract.row import Row
from tests.contract.rows import ROWS

from .plan import LIMIT_S, Plan

TRIES = 2
"""How often a client is told to try again."""
ROW = {row.id: row for row in ROWS if row.id == row.package}
"""The providers with an SDK of their own."""


class At:
    """Where the server is, as the rows of the contract want to know it."""

    def __init__(self, url: str) -> None:
        self.url = url


def environment(provider: str, url: str) -> dict[str, str]:
    """Give the variables that lead a default client to the server."""
    wire = ROW[provider].wire
    found = {"AWS_SECRET_ACCESS_KEY": "a-secret", "LITELLM_MODE": "PRODUCTION"}
    found |= wire.environment
    found.pop("DEFAULT_MAX_RETRIES", None)
    if wire.key is not None:
        found[wire.key] = "custom-key"
    if wire.base_key is not None:
        found[wire.base_key] = url + wire.base
    return found


class Clients:
    """The clients of one run, each made when the first call needs it."""

    def __init__(self, provider: str, url: str) -> None:
        self._row = ROW[provider]
        self._at = At(url)
        self._made: dict[tuple[bool, bool], Any] = {}

    @property
    def takes_client(self) -> bool:
        """Whether calls can be given one."""
        return self._row.sdk.takes_client

    async def make(self) -> None:
        """Make the clients, in the event loop that the async ones are for."""
        if self.takes_client:
            for is_async in (False, True):
                for times_out in (False, True):
                    made = make_client(self._row, self._at, is_async, times_out)
                    if is_async and inspect.isawaitable(made):
                        made = await made
                    self._made[is_async, times_out] = made

    async def close(self) -> None:
        """Close them."""
        for (is_async, _), client in self._made.items():
            closing = self._row.sdk.close(client)
            if is_async and inspect.isawaitable(closing):
                await closing
        self._made.clear()

    def options(self, plan: Plan) -> dict[str, Any]:
        """Give the options of a call that concern the client."""
        times_out = plan.stalls and plan.limit == "read"
        if self.takes_client and (plan.own_client or times_out):
            return {"client": self._made[plan.is_async, times_out]}
        return {"call_params": {"timeout": LIMIT_S}} if times_out else {}


def make_client(row: Row, at: Any, is_async: bool, times_out: bool) -> Any:
    """Make a client; the time-out is the SDK's own, of a read or of the whole."""
    limit: dict[str, Any] = {"timeout": LIMIT_S} if times_out else {}
    options: dict[str, Any] = {"max_retries": TRIES}
    if row.id == "bedrock":
        return _bedrock(at, is_async, times_out)
    if row.id == "google":
        types = import_module("google.genai.types")
        tries = types.HttpRetryOptions(attempts=TRIES + 1, initial_delay=0.01)
        timeout = int(LIMIT_S * 1000) if times_out else None
        options = {
            "http_options": types.HttpOptions(
                base_url=at.url, timeout=timeout, retry_options=tries
            )
        }
    elif row.id == "mistral":
        options |= {"timeout_ms": int(LIMIT_S * 1000)} if times_out else {}
    elif row.id == "azure":
        options |= {"read_timeout": LIMIT_S} if times_out else {}
    else:
        options |= limit
    return row.make_client(at, is_async, **options)


def _bedrock(at: Any, is_async: bool, times_out: bool) -> Any:
    """Make a client that tries once: no request can tell boto3 otherwise.

    Nor how long to wait for an answer, so that `timeout=` ends no wait of its own.
    """
    name = "aiobotocore.config:AioConfig" if is_async else "botocore.config:Config"
    module, _, kind = name.partition(":")
    limit = LIMIT_S if times_out else 3 * LIMIT_S
    config = getattr(import_module(module), kind)(
        retries={"total_max_attempts": 1}, max_pool_connections=50, read_timeout=limit
    )
    given = {
        "service_name": "bedrock-runtime",
        "region_name": "us-east-1",
        "endpoint_url": at.url,
        "aws_access_key_id": "custom-key",
        "aws_secret_access_key": "custom-secret",
        "config": config,
    }
    if not is_async:
        return import_module("boto3").Session().client(**given)
    session = import_module("aiobotocore.session").get_session()
    return session.create_client(**given).__aenter__()
