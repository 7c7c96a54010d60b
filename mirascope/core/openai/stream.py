"""OpenAI's streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from mirascope.core._chat_completions._codec import audio_id, joined_audio
from mirascope.core.base._response.stream import BaseStream

from ._codec import CODEC
from .call_response import OpenAICallResponse

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionMessageParam

    from .call_response_chunk import OpenAICallResponseChunk
    from .tool import OpenAITool

    Base = BaseStream[OpenAICallResponseChunk, ChatCompletionMessageParam, OpenAITool]
else:
    Base = BaseStream


class OpenAIStream(Base, codec=CODEC):
    """A streamed OpenAI answer."""

    if TYPE_CHECKING:

        @override
        def construct_call_response(self) -> OpenAICallResponse: ...

    @property
    def audio_id(self) -> str | None:
        """The id under which OpenAI keeps the audio of the answer."""
        return audio_id(self._reply)

    @property
    def audio(self) -> bytes | None:
        """All audio so far."""
        import base64

        audio = joined_audio(self._reply)
        return base64.b64decode(audio["data"]) if audio else None

    @property
    def audio_transcript(self) -> str | None:
        """What the audio so far says."""
        audio = joined_audio(self._reply)
        return audio["transcript"] if audio else None
