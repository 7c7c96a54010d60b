"""The decorator for calls to Azure AI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope.core._chat_completions import PARAMS
from mirascope.core.base._call.factory import provider_call
from mirascope.core.base._call.provider import ProviderSpec
from mirascope.core.base._sdk.default_clients import DefaultClients

from ._client import ENVIRONMENT, close, make_client, restrict, send, time_is_over
from ._codec import CODEC
from .call_params import AzureCallParams
from .call_response import AzureCallResponse
from .call_response_chunk import AzureCallResponseChunk
from .stream import AzureStream
from .tool import AzureTool

if TYPE_CHECKING:
    from azure.ai.inference import ChatCompletionsClient
    from azure.ai.inference.aio import ChatCompletionsClient as AsyncClient

    from mirascope.core.base._call.typing import CallDecorator


SPEC = ProviderSpec(
    codec=CODEC,
    clients=DefaultClients(ENVIRONMENT, make_client, close=close, needs_asyncio=True),
    send=send,
    restrict=restrict,
    time_is_over=time_is_over,
    response=AzureCallResponse,
    chunk=AzureCallResponseChunk,
    stream=AzureStream,
    tool=AzureTool,
    params=PARAMS,
    client_kinds=(
        "azure.ai.inference._patch.ChatCompletionsClient",
        "azure.ai.inference.aio._patch.ChatCompletionsClient",
    ),
    client_names=(
        "azure.ai.inference.ChatCompletionsClient",
        "azure.ai.inference.aio.ChatCompletionsClient",
    ),
)

azure_call: CallDecorator[
    AzureCallResponse, AzureStream, ChatCompletionsClient, AsyncClient, AzureCallParams
] = provider_call(SPEC)
"""Turn a prompt function into a call to Azure AI.

Example:
    ```python
    from mirascope.core import azure

    @azure.call("gpt-4o-mini")
    def recommend_book(genre: str) -> str:
        return f"Recommend a {genre} book"

    print(recommend_book("fantasy").content)
    ```
"""

call = azure_call
