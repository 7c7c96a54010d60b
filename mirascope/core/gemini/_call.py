"""The decorator for calls under the old name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope.core.base._call.factory import provider_call
from mirascope.core.google._call import legacy_spec
from mirascope.core.google._legacy import model_optional

from ._codec import CODEC
from .call_params import GeminiCallParams
from .call_response import GeminiCallResponse
from .call_response_chunk import GeminiCallResponseChunk
from .stream import GeminiStream
from .tool import GeminiTool

if TYPE_CHECKING:
    from mirascope.core.base._call.typing import CallDecorator
    from mirascope.core.google._legacy import AnyClient

SPEC = legacy_spec(
    CODEC,
    response=GeminiCallResponse,
    chunk=GeminiCallResponseChunk,
    stream=GeminiStream,
    tool=GeminiTool,
)

gemini_call: CallDecorator[
    GeminiCallResponse, GeminiStream, AnyClient, AnyClient, GeminiCallParams
] = model_optional(provider_call(SPEC))
"""Turn a prompt function into a call.

The client may be a `google.genai.Client`, or a `GenerativeModel` of
`google.generativeai`; then the model may be `""`.

Example:
    ```python
    from mirascope.core import gemini

    @gemini.call("gemini-2.5-flash")
    def recommend_book(genre: str) -> str:
        return f"Recommend a {genre} book"

    print(recommend_book("fantasy").content)
    ```
"""

call = gemini_call
