"""The decorator for Groq calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope.core._chat_completions import PARAMS, send
from mirascope.core.base._call.factory import provider_call
from mirascope.core.base._call.provider import ProviderSpec
from mirascope.core.base._sdk.default_clients import (
    DefaultClients,
    client_maker,
    load_resource,
)
from mirascope.core.base._sdk.send_limits import restrict_client, timeout_of

from ._codec import CODEC
from .call_params import GroqCallParams
from .call_response import GroqCallResponse
from .call_response_chunk import GroqCallResponseChunk
from .stream import GroqStream
from .tool import GroqTool

if TYPE_CHECKING:
    from groq import AsyncGroq, Groq

    from mirascope.core.base._call.typing import CallDecorator


SPEC = ProviderSpec(
    codec=CODEC,
    clients=DefaultClients(
        ("GROQ_API_KEY", "GROQ_BASE_URL", "GROQ_CUSTOM_HEADERS"),
        client_maker(
            *("groq", "Groq", "AsyncGroq"), keys=("GROQ_API_KEY",), error="GroqError"
        ),
        load=load_resource("chat.completions"),
    ),
    send=send,
    restrict=restrict_client("chat.completions"),
    time_is_over=timeout_of("groq"),
    response=GroqCallResponse,
    chunk=GroqCallResponseChunk,
    stream=GroqStream,
    tool=GroqTool,
    params=PARAMS,
    client_kinds=("SyncAPIClient", "AsyncAPIClient"),
    client_names=("groq.Groq", "groq.AsyncGroq"),
)

groq_call: CallDecorator[
    GroqCallResponse, GroqStream, Groq, AsyncGroq, GroqCallParams
] = provider_call(SPEC)
"""Turn a prompt function into a call to Groq.

Example:
    ```python
    from mirascope.core import groq

    @groq.call("llama-3.3-70b-versatile")
    def recommend_book(genre: str) -> str:
        return f"Recommend a {genre} book"

    print(recommend_book("fantasy").content)
    ```
"""

call = groq_call
