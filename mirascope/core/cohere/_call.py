"""The decorator for Cohere calls."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

from mirascope.core.base._call.factory import provider_call
from mirascope.core.base._call.provider import ProviderSpec
from mirascope.core.base._call.settings import same
from mirascope.core.base._fields import as_mapping
from mirascope.core.base._sdk.default_clients import DefaultClients, env, missing_key
from mirascope.core.base._sdk.send_limits import OVER, SendLimits, shorter

from ._codec import CODEC
from ._v1 import version_of
from .call_params import CohereCallParams
from .call_response import CohereCallResponse
from .call_response_chunk import CohereCallResponseChunk
from .stream import CohereStream
from .tool import CohereTool

if TYPE_CHECKING:
    from cohere import AsyncClient, Client

    from mirascope.core.base._call.typing import CallDecorator


def _make(is_async: bool) -> Client | AsyncClient:
    import cohere

    key = env("CO_API_KEY", "COHERE_API_KEY")
    if key is None:
        from cohere.core import ApiError

        raise missing_key("cohere", "CO_API_KEY", ApiError(body="there is no key"))
    kind = cohere.AsyncClientV2 if is_async else cohere.ClientV2
    # The SDK reads the address only when it is imported, and warns of JSON schemas.
    url = os.environ.get("CO_API_URL")
    return kind(api_key=key, base_url=url, log_warning_experimental_features=False)


def _close(client: Any) -> object:
    leave = getattr(client, "__aexit__", None) or client.__exit__
    return leave(None, None, None)


def send(client: Any, _: bool, /, stream: bool = False, **kwargs: Any) -> Any:
    """Send a request to the version of the chat that it is written for."""
    version = client
    if "message" not in kwargs and version_of(client.__class__) == 1:
        version = client.v2  # a client of the first has both
    return (version.chat_stream if stream else version.chat)(**kwargs)


def time_is_over(_: Any) -> Exception:
    """Make what the SDK raises where an answer does not come in time."""
    return import_module("cohere.client").httpx.ReadTimeout(OVER)


def restrict(client: Any, _: bool, kwargs: dict[str, Any], limits: SendLimits) -> Any:
    """Tell the SDK how often and for how long it may try."""
    options: dict[str, Any] = {**as_mapping(kwargs.get("request_options"))}
    if not limits.own_retries:
        options["max_retries"] = 0
    if (left_s := limits.left_s) is not None:
        # Older versions of the SDK know only the second name.
        name = "timeout" if "timeout" in options else "timeout_in_seconds"
        options[name] = shorter(options.get(name), left_s)
    kwargs["request_options"] = options
    return client


SPEC = ProviderSpec(
    codec=CODEC,
    clients=DefaultClients(
        ("CO_API_KEY", "COHERE_API_KEY", "CO_API_URL"), _make, close=_close
    ),
    send=send,
    restrict=restrict,
    time_is_over=time_is_over,
    response=CohereCallResponse,
    chunk=CohereCallResponseChunk,
    stream=CohereStream,
    tool=CohereTool,
    params={
        **same("temperature", "max_tokens", "seed"),
        **same("frequency_penalty", "presence_penalty"),
        "top_p": "p",
        "stop": "stop_sequences",
    },
    client_kinds=("BaseCohere", "AsyncBaseCohere"),
    client_names=("cohere.ClientV2", "cohere.AsyncClientV2"),
)

cohere_call: CallDecorator[
    CohereCallResponse, CohereStream, Client, AsyncClient, CohereCallParams
] = provider_call(SPEC)
"""Turn a prompt function into a call to Cohere.

Example:
    ```python
    from mirascope.core import cohere

    @cohere.call("command-a-03-2025")
    def recommend_book(genre: str) -> str:
        return f"Recommend a {genre} book"

    print(recommend_book("fantasy").content)
    ```
"""

call = cohere_call
