"""The classes of `mirascope.core.gemini`: those of `google`, under the old names."""

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
from mirascope.core.google.classes import GoogleMessageParam as GeminiMessageParam

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from google.genai import Client

CODEC = LegacyCodec()


class GeminiCallParams(GoogleCallParams, total=False):
    """Keywords of a call; those of the old package become part of `config`."""

    generation_config: Mapping[str, object] | object
    """How to generate, such as `{"temperature": 0.5}`."""
    request_options: Mapping[str, object] | object
    """How to send the request, such as `{"timeout": 5}` in seconds."""
    safety_settings: Mapping[object, object] | Sequence[object]
    """What to block: categories to thresholds, or a list of settings."""
    tool_config: Mapping[str, object] | object
    """Which tools may or must be called."""


if TYPE_CHECKING:
    GeminiDynamicConfig: TypeAlias = BaseDynamicConfig[
        GeminiMessageParam, GeminiCallParams, Client | LegacyModel
    ]
    """The dynamic config of a function, sync or async."""
else:
    GeminiDynamicConfig = BaseDynamicConfig


class GeminiTool(GoogleTool):
    """A tool that Gemini can call."""

    __provider__: ClassVar[str] = "gemini"


class GeminiCallResponse(GoogleCallResponse):
    """The response of one call."""

    _provider: ClassVar[str] = "gemini"
    _codec: ClassVar[Codec | None] = CODEC


class GeminiCallResponseChunk(GoogleCallResponseChunk):
    """One chunk of a stream."""

    _provider: ClassVar[str] = "gemini"
    _codec: ClassVar[Codec | None] = CODEC


class GeminiStream(GoogleStream):
    """A streamed answer."""

    _provider: ClassVar[str] = "gemini"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @override
        def construct_call_response(self) -> GeminiCallResponse: ...

    @classmethod
    @override
    def _response_type(cls) -> type[Any]:
        return GeminiCallResponse


__all__ = [
    "GeminiCallParams",
    "GeminiCallResponse",
    "GeminiCallResponseChunk",
    "GeminiDynamicConfig",
    "GeminiMessageParam",
    "GeminiStream",
    "GeminiTool",
]
