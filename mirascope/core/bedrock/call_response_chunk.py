"""Bedrock's chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope.core.base._response.chunk import BaseCallResponseChunk

from ._codec import CODEC
from .call_params import Fields

if TYPE_CHECKING:
    Base = BaseCallResponseChunk[Fields]
else:
    Base = BaseCallResponseChunk


class BedrockCallResponseChunk(Base, codec=CODEC):
    """One event of a Bedrock stream; the SDK's dict is at `chunk`.

    The dict also has the `responseMetadata` of its stream, and the `model` that was
    asked.
    """
