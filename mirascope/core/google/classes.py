"""Google's classes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias

from pydantic import computed_field
from typing_extensions import override

from mirascope.core._gemini._codec import CODEC
from mirascope.core._gemini._decode import candidate_of, ordered, parts_of
from mirascope.core.base._call.provider import Codec
from mirascope.core.base._fields import fields
from mirascope.core.base._response.call_response import BaseCallResponse
from mirascope.core.base._response.chunk import BaseCallResponseChunk
from mirascope.core.base._response.stream import BaseStream
from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.prompt.dynamic_config import BaseDynamicConfig
from mirascope.core.base.tool.base_tool import BaseTool
from mirascope.core.base.types import CostMetadata, GoogleMetadata

from .call_params import GoogleCallParams

if TYPE_CHECKING:
    from google.genai import Client
    from google.genai.types import (
        Content,
        ContentDict,
        FunctionCall,
        FunctionResponse,
        GenerateContentResponse,
        GenerateContentResponseUsageMetadata,
        ToolDict,
    )

    GoogleMessageParam: TypeAlias = (
        ContentDict | Content | FunctionResponse | BaseMessageParam
    )
    """A message to Google, in its own form or the common one."""
    GoogleDynamicConfig: TypeAlias = BaseDynamicConfig[
        GoogleMessageParam, GoogleCallParams, Client
    ]
    """The dynamic config of a function, sync or async."""
else:
    GoogleMessageParam = dict | BaseMessageParam
    GoogleDynamicConfig = BaseDynamicConfig


def _images(parts: Iterable[Any]) -> list[bytes]:
    found = [fields(part) for part in parts]
    blobs = [fields(p.get("inline_data")) for p in found if not p.get("thought")]
    return [b["data"] for b in blobs if (b.get("mime_type") or "")[:6] == "image/"]


class GoogleTool(BaseTool):
    """A tool that Google's models can call."""

    __provider__: ClassVar[str] = "google"

    if TYPE_CHECKING:

        @property
        @override
        def tool_call(self) -> FunctionCall | None:
            """The SDK's function call."""
            ...

    @override
    @classmethod
    def tool_schema(cls) -> ToolDict:
        schema = cls.model_json_schema()
        function: dict[str, Any] = {
            "name": cls._name(),
            "description": cls._description(),
        }
        if schema.get("properties"):
            function["parameters_json_schema"] = schema
        declared: Any = {"function_declarations": [function]}
        return declared

    @override
    @classmethod
    def from_tool_call(cls, tool_call: Any, allow_partial: bool = False) -> Self:
        return cls._build(
            fields(tool_call).get("args"), tool_call, partial=allow_partial
        )


if TYPE_CHECKING:
    ResponseBase = BaseCallResponse[GenerateContentResponse, ContentDict, GoogleTool]
    ChunkBase = BaseCallResponseChunk[GenerateContentResponse]
else:
    ResponseBase = BaseCallResponse
    ChunkBase = BaseCallResponseChunk


class GoogleCallResponse(ResponseBase):
    """The response of one call; the SDK's object is at `response`."""

    _provider: ClassVar[str] = "google"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @property
        @override
        def usage(self) -> GenerateContentResponseUsageMetadata | None:
            """The SDK's usage object."""
            ...

    @computed_field
    @property
    @override
    def model(self) -> str | None:
        """The model, as the service names it, or else as it was asked for."""
        return self._reply.model or self.call_kwargs.get("model")

    @property
    def images(self) -> list[bytes]:
        """The images of the answer, encoded."""
        return _images(parts_of(self._said))

    @computed_field(return_type=CostMetadata)
    @property
    @override
    def cost_metadata(self) -> CostMetadata:
        """Everything that the price of this call depends on."""
        metadata = super().cost_metadata
        grounding = fields(candidate_of(self._said).get("grounding_metadata"))
        queries: Sequence[str] | None = grounding.get("web_search_queries")
        usage = self._need_codec().usage(self._said)
        metadata.google = GoogleMetadata(
            # Only Vertex AI names the kind of traffic.
            use_vertex_ai=bool(fields(usage).get("traffic_type")),
            grounding_requests=len(queries) if queries else None,
        )
        return metadata


class GoogleCallResponseChunk(ChunkBase):
    """One chunk of a stream; the SDK's object is at `chunk`."""

    _provider: ClassVar[str] = "google"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @property
        @override
        def usage(self) -> GenerateContentResponseUsageMetadata | None:
            """The SDK's usage object."""
            ...

    @property
    def images(self) -> list[bytes]:
        """The images of this chunk, encoded."""
        return _images(parts_of(self.chunk))


if TYPE_CHECKING:
    StreamBase = BaseStream[GoogleCallResponseChunk, ContentDict, GoogleTool]
else:
    StreamBase = BaseStream


class GoogleStream(StreamBase):
    """A streamed answer."""

    _provider: ClassVar[str] = "google"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @override
        def construct_call_response(self) -> GoogleCallResponse: ...

    @property
    def images(self) -> list[bytes]:
        """The images so far, encoded."""
        return _images(ordered(self._reply))

    @classmethod
    @override
    def _response_type(cls) -> type[Any]:
        return GoogleCallResponse
