"""Azure AI's endpoint, its credentials, and what sends a request."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable
from functools import partial
from importlib import import_module
from inspect import isawaitable
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from mirascope._lazy import require
from mirascope.core.base._sdk.default_clients import TRIES, env
from mirascope.core.base._sdk.send_limits import OVER, SendLimits, shorter
from mirascope.exceptions import ClientTypeError, MissingExtraError, MissingKeyError

ENDPOINT, KEY = "AZURE_INFERENCE_ENDPOINT", "AZURE_INFERENCE_CREDENTIAL"
OPENAI_ENDPOINT, OPENAI_KEY = "AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_KEY"
ENVIRONMENT = (ENDPOINT, KEY, OPENAI_ENDPOINT, OPENAI_KEY)

# https://learn.microsoft.com/azure/ai-foundry/foundry-models/how-to/configure-entra-id
_RESOURCES = (
    ".cognitiveservices.azure.com",
    ".openai.azure.com",
    ".services.ai.azure.com",
)
_SCOPE = "https://cognitiveservices.azure.com/.default"

_made: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()
"""The default clients, with the credential of each that looks for an identity."""


def make_client(is_async: bool) -> Any:
    """Make the default client."""
    endpoint, key, key_name = _service()
    url = urlsplit(endpoint)
    options: dict[str, Any] = {"retry_policy": _retries(is_async)}
    if url.path.endswith("/openai/v1"):
        # https://learn.microsoft.com/azure/foundry/openai/latest
        options["api_version"] = "v1"
    if is_async:
        require("an async call to Azure AI", "aiohttp", "azure")
    name = "azure.ai.inference.aio" if is_async else "azure.ai.inference"
    kind: Any = import_module(name).ChatCompletionsClient
    if key:
        from azure.core.credentials import AzureKeyCredential

        client = kind(endpoint, AzureKeyCredential(key), **options)
        _made[client] = None
        return client
    if url.scheme != "https":
        raise MissingKeyError(
            f"no key for {endpoint!r}: set {key_name}, or pass `client=` with a client "
            "of your own; tokens of azure-identity go over https only"
        )
    credential = _identity(is_async, key_name)
    if (url.hostname or "").endswith(_RESOURCES):
        options["credential_scopes"] = [_SCOPE]
    client = kind(endpoint, credential, **options)
    _made[client] = credential
    return client


def _retries(is_async: bool) -> Any:
    """Say how often a request is sent, which is a POST: else only some are repeated."""
    policies = import_module("azure.core.pipeline.policies")
    kind: Any = policies.AsyncRetryPolicy if is_async else policies.RetryPolicy

    class RetryPosts(kind):
        def configure_retries(self, options: dict[str, Any]) -> Any:
            options.setdefault("retry_on_methods", ("POST",))
            policy: Any = super()
            return policy.configure_retries(options)

    return RetryPosts(retry_total=TRIES - 1)


def _service() -> tuple[str, str | None, str]:
    """Find the endpoint, its key, and the name of the variable that has the key."""
    if endpoint := env(ENDPOINT):
        return endpoint.rstrip("/"), env(KEY), KEY
    if url := env(OPENAI_ENDPOINT):
        return f"{url.rstrip('/')}/openai/v1", env(OPENAI_KEY), OPENAI_KEY
    raise MissingKeyError(
        f"no endpoint for 'azure': set {ENDPOINT} (and {KEY}), or pass `client=` with "
        "a client of your own"
    )


def _identity(is_async: bool, key_name: str) -> Any:
    """Make the credential that looks for an identity by itself."""
    name = "azure.identity.aio" if is_async else "azure.identity"
    try:
        identity = import_module(name)
    except ModuleNotFoundError as error:
        if error.name not in ("azure.identity", name):
            raise
        raise MissingExtraError(
            f"no key for 'azure': set {key_name}, or install `azure-identity` to be "
            "let in by an identity of Azure",
            name="azure.identity",
        ) from None
    return identity.DefaultAzureCredential()


def close(client: Any) -> Awaitable[object] | None:
    """Close a default client and the credential that only it uses."""
    both = [one for one in (_made.pop(client, None), client) if one is not None]
    closing = [one.close() for one in both]
    return asyncio.gather(*closing) if any(map(isawaitable, closing)) else None


def is_default(client: Any) -> bool:
    """Tell whether a client was made here, and so has no settings of its own."""
    try:
        return client is None or client in _made
    except TypeError:  # nothing made here has no hash
        return False


def send(client: Any, _: bool, /, **kwargs: Any) -> Any:
    """Send a request with a `ChatCompletionsClient`, or anything shaped like one."""
    if "stream_options" in kwargs and (options := kwargs.pop("stream_options")):
        hook = kwargs.get("raw_request_hook")
        kwargs["raw_request_hook"] = partial(_add_options, options, hook)
    try:
        complete = client.complete
    except AttributeError:
        if not hasattr(client, "chat"):
            raise
        raise ClientTypeError(
            f"{type(client).__name__!r} is a client of the OpenAI SDK: use "
            "`openai.call`, or `azure.ai.inference.ChatCompletionsClient`"
        ) from None
    return complete(**kwargs)


def time_is_over(_: Any) -> Exception:
    """Make what the SDK raises where an answer does not come in time."""
    return import_module("azure.core.exceptions").ServiceResponseTimeoutError(OVER)


def restrict(client: Any, _: bool, kwargs: dict[str, Any], limits: SendLimits) -> Any:
    """Tell the SDK how often and for how long it may try."""
    if not limits.own_retries:
        kwargs["retry_total"] = 0
    if (left_s := limits.left_s) is not None:
        for name in ("connection_timeout", "read_timeout"):
            kwargs[name] = shorter(kwargs.get(name), left_s)
    return client


def _add_options(options: Any, hook: Any, request: Any) -> None:
    """Add the options of a stream to the extras of a client, which cannot be read."""
    from azure.core.rest import HttpRequest

    sent = request.http_request
    headers = {**sent.headers, "extra-parameters": "pass-through"}
    body = {"stream_options": options, **json.loads(sent.content)}
    made = HttpRequest(sent.method, sent.url, json=body)
    made.headers.update({k: v for k, v in headers.items() if k not in made.headers})
    request.http_request = made
    if hook is not None:
        hook(request)
