"""OpenAI's responses."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from pydantic import computed_field

from mirascope.core.base._response.call_response import BaseCallResponse

from ._codec import CODEC

if TYPE_CHECKING:
    from openai.types import CompletionUsage
    from openai.types.chat import ChatCompletion, ChatCompletionMessageParam

    from .tool import OpenAITool

    Base = BaseCallResponse[
        ChatCompletion, ChatCompletionMessageParam, OpenAITool, CompletionUsage
    ]
else:
    Base = BaseCallResponse


class OpenAICallResponse(Base, codec=CODEC):
    """The response of one OpenAI call; the SDK's `ChatCompletion` is at `response`."""

    @computed_field
    @property
    def audio(self) -> bytes | None:
        """The audio of the answer, if it was asked for."""
        piece = self._audio
        data = piece.get("data")
        return base64.b64decode(data) if data else None

    @computed_field
    @property
    def audio_transcript(self) -> str | None:
        """What the audio says."""
        return self._audio.get("transcript")

    @property
    def _audio(self) -> dict[str, Any]:
        pieces = self._reply.parts.get("audio")
        return pieces[0] if pieces else {}
