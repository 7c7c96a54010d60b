"""The decorator for calls to xAI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope.core.base._call.factory import provider_call
from mirascope.core.compatible import Endpoint, endpoint_spec

from ._codec import CODEC
from .call_params import XAICallParams
from .call_response import XAICallResponse
from .call_response_chunk import XAICallResponseChunk
from .stream import XAIStream
from .tool import XAITool

if TYPE_CHECKING:
    from openai import AsyncOpenAI, OpenAI

    from mirascope.core.base._call.typing import CallDecorator

SPEC = endpoint_spec(
    # https://docs.x.ai/docs/overview
    Endpoint(
        name="xai",
        base_url="https://api.x.ai/v1",
        base_url_env="XAI_BASE_URL",
        key_env="XAI_API_KEY",
    ),
    codec=CODEC,
    response=XAICallResponse,
    chunk=XAICallResponseChunk,
    stream=XAIStream,
    tool=XAITool,
)

xai_call: CallDecorator[
    XAICallResponse, XAIStream, OpenAI, AsyncOpenAI, XAICallParams
] = provider_call(SPEC)
"""Turn a prompt function into a call to xAI.

Example:
    ```python
    from mirascope.core import xai

    @xai.call("grok-3")
    def recommend_book(genre: str) -> str:
        return f"Recommend a {genre} book"

    print(recommend_book("fantasy").content)
    ```
"""

call = xai_call
