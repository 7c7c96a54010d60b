"""xAI's streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from mirascope.core.openai.stream import OpenAIStream

from ._codec import CODEC
from .call_response import XAICallResponse


class XAIStream(OpenAIStream, codec=CODEC):
    """A streamed answer from xAI."""

    if TYPE_CHECKING:

        @override
        def construct_call_response(self) -> XAICallResponse: ...
