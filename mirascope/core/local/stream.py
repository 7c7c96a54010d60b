"""The local engine's streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from mirascope.core.base._response.stream import BaseStream

from ._codec import CODEC
from .call_response import LocalCallResponse
from .call_response_chunk import LocalCallResponseChunk
from .tool import LocalTool


class LocalStream(
    BaseStream[LocalCallResponseChunk, dict[str, Any], LocalTool], codec=CODEC
):
    """A streamed answer."""

    if TYPE_CHECKING:

        @override
        def construct_call_response(self) -> LocalCallResponse: ...
