"""The decorator for calls under the old name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope.core.base._call.factory import provider_call
from mirascope.core.google._call import legacy_spec
from mirascope.core.google._legacy import model_optional

from ._codec import CODEC
from .call_params import VertexCallParams
from .call_response import VertexCallResponse
from .call_response_chunk import VertexCallResponseChunk
from .stream import VertexStream
from .tool import VertexTool

if TYPE_CHECKING:
    from mirascope.core.base._call.typing import CallDecorator
    from mirascope.core.google._legacy import AnyClient

SPEC = legacy_spec(
    CODEC,
    response=VertexCallResponse,
    chunk=VertexCallResponseChunk,
    stream=VertexStream,
    tool=VertexTool,
)

vertex_call: CallDecorator[
    VertexCallResponse, VertexStream, AnyClient, AnyClient, VertexCallParams
] = model_optional(provider_call(SPEC))
"""Turn a prompt function into a call to Vertex AI.

The client may be a `google.genai.Client`, or a `GenerativeModel` of
`vertexai.generative_models`; then the model may be `""`.

Example:
    ```python
    from mirascope.core import vertex

    @vertex.call("gemini-2.5-flash")
    def recommend_book(genre: str) -> str:
        return f"Recommend a {genre} book"

    print(recommend_book("fantasy").content)
    ```
"""

call = vertex_call
