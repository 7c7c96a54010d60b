"""Vertex AI's streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from typing_extensions import override

from mirascope.core.base._codec.codec import Codec
from mirascope.core.google.stream import GoogleStream

from ._codec import CODEC
from .call_response import VertexCallResponse


class VertexStream(GoogleStream):
    """A streamed answer."""

    _provider: ClassVar[str] = "vertex"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @override
        def construct_call_response(self) -> VertexCallResponse: ...
