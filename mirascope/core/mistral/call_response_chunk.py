"""Mistral's chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from typing_extensions import override

from mirascope.core.base._codec.vocabulary import Delta
from mirascope.core.base._response.chunk import BaseCallResponseChunk

from ._codec import CODEC

if TYPE_CHECKING:
    from mistralai.client import models

    Base = BaseCallResponseChunk[models.CompletionChunk, models.UsageInfo]
else:
    Base = BaseCallResponseChunk


class MistralCallResponseChunk(Base, codec=CODEC):
    """One chunk of a Mistral stream; the SDK's `CompletionChunk` is at `chunk`."""

    @classmethod
    @override
    def _from_delta(cls, delta: Delta, native: object) -> Self:
        # The SDK's stream gives events, which hold nothing but the chunk.
        return super()._from_delta(delta, getattr(native, "data", native))
