"""The decorator for calls through LiteLLM."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope.core._chat_completions import PARAMS
from mirascope.core.base._call.factory import provider_call
from mirascope.core.base._call.provider import ProviderSpec
from mirascope.core.base._sdk.default_clients import DefaultClients

from ._codec import CODEC
from ._sdk import restrict, sdk, send, time_is_over
from .call_params import LiteLLMCallParams
from .call_response import LiteLLMCallResponse
from .call_response_chunk import LiteLLMCallResponseChunk
from .stream import LiteLLMStream
from .tool import LiteLLMTool

if TYPE_CHECKING:
    from mirascope.core.base._call.typing import CallDecorator


SPEC = ProviderSpec(
    always_counts=True,
    codec=CODEC,
    # LiteLLM has functions in the place of clients, and keeps connections by itself.
    clients=DefaultClients(
        (),
        lambda is_async: None,
        per_loop=False,
        load=lambda client, is_async: sdk(),
    ),
    send=send,
    restrict=restrict,
    time_is_over=time_is_over,
    response=LiteLLMCallResponse,
    chunk=LiteLLMCallResponseChunk,
    stream=LiteLLMStream,
    tool=LiteLLMTool,
    params=PARAMS,
)

litellm_call: CallDecorator[
    LiteLLMCallResponse, LiteLLMStream, None, None, LiteLLMCallParams
] = provider_call(SPEC)
"""Turn a prompt function into a call through LiteLLM.

The model is what LiteLLM takes, such as `gpt-4o-mini` or `anthropic/claude-sonnet-4-5`.

Example:
    ```python
    from mirascope.core import litellm

    @litellm.call("gpt-4o-mini")
    def recommend_book(genre: str) -> str:
        return f"Recommend a {genre} book"

    print(recommend_book("fantasy").content)
    ```
"""

call = litellm_call
