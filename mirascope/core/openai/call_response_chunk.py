"""OpenAI's chunks."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from mirascope.core.base._response.chunk import BaseCallResponseChunk

from ._codec import CODEC

if TYPE_CHECKING:
    from openai.types import CompletionUsage
    from openai.types.chat import ChatCompletionChunk

    Base = BaseCallResponseChunk[ChatCompletionChunk, CompletionUsage]
else:
    Base = BaseCallResponseChunk


class OpenAICallResponseChunk(Base, codec=CODEC):
    """One chunk of an OpenAI stream; the SDK's object is at `chunk`."""

    @property
    def audio(self) -> bytes | None:
        """The audio of this chunk."""
        data = self._audio.get("data")
        return base64.b64decode(data) if data else None

    @property
    def audio_transcript(self) -> str | None:
        """What the audio of this chunk says."""
        return self._audio.get("transcript")

    @property
    def _audio(self) -> dict[str, Any]:
        parts = self._delta.parts
        return (parts or {}).get("audio") or {}
