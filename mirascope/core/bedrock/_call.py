"""The decorator for Bedrock calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope.core.base._call.factory import provider_call
from mirascope.core.base._call.provider import ProviderSpec

from ._clients import CLIENTS, restrict, send, time_is_over
from ._codec import CODEC
from .call_params import BedrockCallParams
from .call_response import BedrockCallResponse
from .call_response_chunk import BedrockCallResponseChunk
from .stream import BedrockStream
from .tool import BedrockTool

if TYPE_CHECKING:
    from mirascope.core.base._call.typing import CallDecorator

    from .dynamic_config import AsyncClient

SPEC = ProviderSpec(
    codec=CODEC,
    clients=CLIENTS,
    send=send,
    restrict=restrict,
    time_is_over=time_is_over,
    response=BedrockCallResponse,
    chunk=BedrockCallResponseChunk,
    stream=BedrockStream,
    tool=BedrockTool,
    params={
        "temperature": "temperature",
        "max_tokens": "maxTokens",
        "top_p": "topP",
        "stop": "stopSequences",
    },
    params_key="inferenceConfig",
    client_kinds=("BaseClient", "AioBaseClient"),
    client_names=("boto3.client", "aiobotocore.session.AioSession.create_client"),
)

bedrock_call: CallDecorator[
    BedrockCallResponse,
    BedrockStream,
    object,
    AsyncClient,
    BedrockCallParams,
] = provider_call(SPEC)
"""Turn a prompt function into a call to Amazon Bedrock.

Example:
    ```python
    from mirascope.core import bedrock

    @bedrock.call("amazon.nova-lite-v1:0")
    def recommend_book(genre: str) -> str:
        return f"Recommend a {genre} book"

    print(recommend_book("fantasy").content)
    ```
"""

call = bedrock_call
