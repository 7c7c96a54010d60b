"""xAI's streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from typing_extensions import override

from mirascope.core.base._codec.codec import Codec
from mirascope.core.openai.stream import OpenAIStream

from ._codec import CODEC
from .call_response import XAICallResponse


class XAIStream(OpenAIStream):
    """A streamed answer from xAI."""

    _provider: ClassVar[str] = "xai"
    _codec: ClassVar[Codec | None] = CODEC

    if TYPE_CHECKING:

        @override
        def construct_call_response(self) -> XAICallResponse: ...
