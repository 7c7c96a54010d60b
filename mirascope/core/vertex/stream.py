"""Vertex AI's streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from mirascope.core.google.stream import GoogleStream

from ._codec import CODEC
from .call_response import VertexCallResponse


class VertexStream(GoogleStream, codec=CODEC):
    """A streamed answer."""

    if TYPE_CHECKING:

        @override
        def construct_call_response(self) -> VertexCallResponse: ...
