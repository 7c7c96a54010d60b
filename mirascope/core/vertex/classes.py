"""The classes of `mirascope.core.vertex`: those of `google`, under the old names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from typing_extensions import override

from mirascope.core._gemini._legacy import LegacyCodec, LegacyModel
from mirascope.core.base._call.provider import Codec
from mirascope.core.base.prompt.dynamic_config import BaseDynamicConfig
from mirascope.core.google.call_params import GoogleCallParams
from mirascope.core.google.classes import (
    GoogleCallResponse,
    GoogleCallResponseChunk,
    GoogleStream,
    GoogleTool,
)
from mirascope.core.google.classes import GoogleMessageParam as VertexMessageParam

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from google.genai import Client

CODEC = LegacyCodec(vertex=True)


class VertexCallParams(GoogleCallParams, total=False):
    """Keywords of a call; those of the old package become part of `config`."""

    generation_config: Mapping[str, object] | object
    """How to generate, such as `{"temperature": 0.5}`."""
    safety_settings: Mapping[object, object] | Sequence[object]
    """What to block: categories to thresholds, or a list of settings."""
    tool_config: Mapping[str, object] | object
    """Which tools may or must be called."""


if TYPE_CHECKING:
    VertexDynamicConfig: TypeAlias = BaseDynamicConfig[
        VertexMessageParam, VertexCallParams, Client | LegacyModel
    ]
    """The dynamic config of a function, sync or async."""
else:
    VertexDynamicConfig = BaseDynamicConfig


class VertexTool(GoogleTool):
    """A tool that Gemini can call."""

    __provider__: ClassVar[str] = "vertex"


class VertexCallResponse(GoogleCallResponse):
    """The response of one call."""

    _provider: ClassVar[str] = "vertex"
    _codec: ClassVar[Codec | None] = CODEC


class VertexCallResponseChunk(GoogleCallResponseChunk):
    """One chunk of a stream."""

    _provider: ClassVar[str] = "vertex"
    _codec: ClassVar[Codec | None] = CODEC


class VertexStream(GoogleStream):
    """A streamed answer."""

    _provider: ClassVar[str] = "vertex"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @override
        def construct_call_response(self) -> VertexCallResponse: ...

    @classmethod
    @override
    def _response_type(cls) -> type[Any]:
        return VertexCallResponse


__all__ = [
    "VertexCallParams",
    "VertexCallResponse",
    "VertexCallResponseChunk",
    "VertexDynamicConfig",
    "VertexMessageParam",
    "VertexStream",
    "VertexTool",
]
