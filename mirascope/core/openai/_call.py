"""The decorator for OpenAI calls."""

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
from .call_params import OpenAICallParams
from .call_response import OpenAICallResponse
from .call_response_chunk import OpenAICallResponseChunk
from .stream import OpenAIStream
from .tool import OpenAITool

if TYPE_CHECKING:
    from openai import AsyncOpenAI, OpenAI

    from mirascope.core.base._call.typing import CallDecorator


SPEC = ProviderSpec(
    codec=CODEC,
    clients=DefaultClients(
        (
            "OPENAI_API_KEY",
            "OPENAI_BASE_URL",
            "OPENAI_ORG_ID",
            "OPENAI_PROJECT_ID",
            "OPENAI_ADMIN_KEY",
            "OPENAI_CUSTOM_HEADERS",
        ),
        client_maker(
            *("openai", "OpenAI", "AsyncOpenAI"),
            keys=("OPENAI_API_KEY", "OPENAI_ADMIN_KEY"),
            error="OpenAIError",
        ),
        load=load_resource("chat.completions"),
    ),
    send=send,
    restrict=restrict_client("chat.completions"),
    time_is_over=timeout_of("openai"),
    response=OpenAICallResponse,
    chunk=OpenAICallResponseChunk,
    stream=OpenAIStream,
    tool=OpenAITool,
    params=PARAMS,
    client_kinds=("SyncAPIClient", "AsyncAPIClient"),
    client_names=("openai.OpenAI", "openai.AsyncOpenAI"),
)

openai_call: CallDecorator[
    OpenAICallResponse, OpenAIStream, OpenAI, AsyncOpenAI, OpenAICallParams
] = provider_call(SPEC)
"""Turn a prompt function into a call to OpenAI's chat completions.

Models that are only in the Responses API cannot be asked.

Example:
    ```python
    from mirascope.core import openai

    @openai.call("gpt-4o-mini")
    def recommend_book(genre: str) -> str:
        return f"Recommend a {genre} book"

    print(recommend_book("fantasy").content)
    ```
"""

call = openai_call
