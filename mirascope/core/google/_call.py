"""The decorator for calls to Google."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from mirascope.core.base._call.factory import provider_call
from mirascope.core.base._call.provider import ProviderSpec
from mirascope.core.base._call.settings import same
from mirascope.core.base._functions import warn
from mirascope.core.base._sdk.default_clients import DefaultClients
from mirascope.core.base._sdk.send_limits import SendLimits

from ._codec import CODEC
from ._legacy import LegacyCodec, is_legacy, send_legacy
from ._requests import (
    CLIENTS,
    ENVIRONMENT,
    MAX_BUFFERED,
    make_client,
    restrict,
    send,
    time_is_over,
    upload,
)
from .call_params import GoogleCallParams
from .call_response import GoogleCallResponse
from .call_response_chunk import GoogleCallResponseChunk
from .stream import GoogleStream
from .tool import GoogleTool

if TYPE_CHECKING:
    from google.genai import Client

    from mirascope.core.base._call.typing import CallDecorator

_SHARED: dict[str, Any] = {
    "params": {
        **same("temperature", "top_p", "seed"),
        **same("frequency_penalty", "presence_penalty"),
        "max_tokens": "max_output_tokens",
        "stop": "stop_sequences",
    },
    "params_key": "config",
    # One client serves both; only its async side serves one.
    "client_kinds": ("", "google.genai.client.AsyncClient"),
    "client_names": ("genai.Client", "genai.Client"),
    "max_buffered": MAX_BUFFERED,
}

SPEC = ProviderSpec(
    codec=CODEC,
    clients=CLIENTS,
    send=send,
    restrict=restrict,
    time_is_over=time_is_over,
    response=GoogleCallResponse,
    chunk=GoogleCallResponseChunk,
    stream=GoogleStream,
    tool=GoogleTool,
    upload=upload,
    **_SHARED,
)


def _send_either(client: Any, is_async: bool, /, **kwargs: Any) -> Any:
    return (send_legacy if is_legacy(client) else send)(client, is_async, **kwargs)


def _restrict_either(
    client: Any, is_async: bool, kwargs: dict[str, Any], limits: SendLimits
) -> Any:
    # What the older packages do cannot be said for both of them.
    return client if is_legacy(client) else restrict(client, is_async, kwargs, limits)


def legacy_spec(codec: LegacyCodec, **classes: Any) -> ProviderSpec:
    """Describe a module that this one replaces, which takes clients of both packages.

    It is read where it is first used: at `gemini.call`.
    """
    warn(
        f"`mirascope.core.{codec.provider}` is deprecated, as the package that it is "
        "named after is: use `mirascope.core.google`",
        category=DeprecationWarning,
    )
    clients = CLIENTS
    vertexai = codec.provider == "vertex"
    if vertexai:
        make = partial(make_client, vertexai=True)
        clients = DefaultClients(ENVIRONMENT, make, needs_asyncio=True)
    return ProviderSpec(
        codec=codec,
        clients=clients,
        send=_send_either,
        restrict=_restrict_either,
        time_is_over=time_is_over,
        upload=None if vertexai else upload,
        **classes,
        **_SHARED,
    )


google_call: CallDecorator[
    GoogleCallResponse, GoogleStream, Client, Client, GoogleCallParams
] = provider_call(SPEC)
"""Turn a prompt function into a call to Google.

Example:
    ```python
    from mirascope.core import google

    @google.call("gemini-2.5-flash")
    def recommend_book(genre: str) -> str:
        return f"Recommend a {genre} book"

    print(recommend_book("fantasy").content)
    ```
"""

call = google_call
