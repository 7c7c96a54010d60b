"""Anthropic's streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from mirascope.core.base._response.stream import BaseStream

from . import _decode
from ._codec import CODEC
from ._encode import needs_beta
from .call_response import AnthropicCallResponse
from .call_response_chunk import AnthropicCallResponseChunk
from .tool import AnthropicTool

if TYPE_CHECKING:
    from anthropic.types import MessageParam

    Base = BaseStream[AnthropicCallResponseChunk, MessageParam, AnthropicTool]
else:
    Base = BaseStream


class AnthropicStream(Base, codec=CODEC):
    """A streamed Anthropic answer."""

    @property
    def signature(self) -> str | None:
        """The signature of the first thinking block; the message has all of them."""
        return _decode.signature(_decode.blocks(self._reply))

    @override
    def construct_call_response(self) -> AnthropicCallResponse:
        """Build the response that the call would have given unstreamed.

        Returns:
            The response, from everything that arrived so far.

        Raises:
            StreamNotFinishedError: Nothing has arrived yet.
        """
        response: Any = super().construct_call_response()
        if needs_beta(self.call_kwargs):
            response.response = CODEC.rebuild_beta(self._reply)
        return response
