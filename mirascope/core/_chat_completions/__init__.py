"""The codec for every service that speaks OpenAI's chat completions format."""

from __future__ import annotations

from ._codec import ChatCodec as ChatCodec
from ._codec import send as send
from ._dialect import PARAMS as PARAMS
from ._dialect import Dialect as Dialect

__all__ = ["PARAMS", "ChatCodec", "Dialect", "send"]
