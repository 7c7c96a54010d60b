"""How a stream is asked for when `True` is not enough."""

from __future__ import annotations

from typing_extensions import TypedDict


class StreamConfig(TypedDict):
    """Options of a streamed call."""

    partial_tools: bool
    """Whether each piece of a tool call's arguments yields a partial tool."""
