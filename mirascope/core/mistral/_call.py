"""The decorator for Mistral calls."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from mirascope.core._chat_completions import PARAMS
from mirascope.core.base._call.factory import provider_call
from mirascope.core.base._call.provider import ProviderSpec
from mirascope.core.base._sdk.default_clients import (
    DefaultClients,
    env,
    missing_key,
)

from ._codec import CODEC
from ._sdk import limits, load, restrict, sdk, time_is_over
from .call_params import MistralCallParams
from .call_response import MistralCallResponse
from .call_response_chunk import MistralCallResponseChunk
from .stream import MistralStream
from .tool import MistralTool

if TYPE_CHECKING:
    from mistralai.client import Mistral

    from mirascope.core.base._call.typing import CallDecorator


def make_client(_: bool) -> Mistral:
    """Make a default client."""
    key = env("MISTRAL_API_KEY")
    if key is None:
        raise missing_key("mistral", "MISTRAL_API_KEY")
    url = os.environ.get("MISTRAL_SERVER_URL")
    return sdk().Mistral(api_key=key, server_url=url or None, **limits())


class _Closing:
    """Closes a client at once, and when it is awaited also its half for async calls."""

    def __init__(self, client: Any) -> None:
        self._client = client
        client.__exit__(None, None, None)

    def __await__(self) -> Generator[Any, Any, None]:
        return self._client.__aexit__(None, None, None).__await__()


def send(client: Any, is_async: bool, /, stream: bool = False, **kwargs: Any) -> Any:
    """Send a request: one client has the methods of both kinds."""
    chat = client.chat
    if stream:
        return (chat.stream_async if is_async else chat.stream)(**kwargs)
    return (chat.complete_async if is_async else chat.complete)(**kwargs)


SPEC = ProviderSpec(
    codec=CODEC,
    clients=DefaultClients(
        ("MISTRAL_API_KEY", "MISTRAL_SERVER_URL"),
        make_client,
        close=_Closing,
        needs_asyncio=True,
        load=load,
    ),
    send=send,
    restrict=restrict,
    time_is_over=time_is_over,
    response=MistralCallResponse,
    chunk=MistralCallResponseChunk,
    stream=MistralStream,
    tool=MistralTool,
    params={**PARAMS, "seed": "random_seed"},
)

mistral_call: CallDecorator[
    MistralCallResponse, MistralStream, Mistral, Mistral, MistralCallParams
] = provider_call(SPEC)
"""Turn a prompt function into a call to Mistral.

Example:
    ```python
    from mirascope.core import mistral

    @mistral.call("mistral-small-latest")
    def recommend_book(genre: str) -> str:
        return f"Recommend a {genre} book"

    print(recommend_book("fantasy").content)
    ```
"""

call = mistral_call
