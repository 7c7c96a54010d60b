"""Anthropic's responses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope.core.base._fields import as_mapping
from mirascope.core.base._response.call_response import BaseCallResponse

from . import _decode
from ._codec import CODEC
from .tool import AnthropicTool

if TYPE_CHECKING:
    from anthropic.types import Message, MessageParam, Usage

    Base = BaseCallResponse[Message, MessageParam, AnthropicTool, Usage]
else:
    Base = BaseCallResponse


class AnthropicCallResponse(Base, codec=CODEC):
    """The response of one Anthropic call; the SDK's `Message` is at `response`.

    With parameters of the beta API it is a `BetaMessage`.
    """

    @property
    def signature(self) -> str | None:
        """The signature of the first thinking block; the message has all of them."""
        return _decode.signature(as_mapping(self._data).get("content"))
