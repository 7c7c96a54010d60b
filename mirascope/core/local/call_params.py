"""The parameters of calls to the engine."""

from __future__ import annotations

from typing import Any

from mirascope.core.base.call_params import BaseCallParams


class LocalCallParams(BaseCallParams, total=False):
    """Keywords of a call to the engine; others are passed on as they are."""

    frequency_penalty: float | None
    """Penalty on tokens by how often they occurred, -2 to 2."""
    max_tokens: int | None
    """The most tokens to generate."""
    min_p: float | None
    """The least share of the likeliest token's probability to consider, 0 to 1."""
    presence_penalty: float | None
    """Penalty on tokens that occurred at all, -2 to 2."""
    response_format: dict[str, Any]
    """The form of the output."""
    seed: int | None
    """A seed for repeatable sampling."""
    stop: str | list[str] | None
    """Texts to stop at."""
    temperature: float | None
    """Randomness, 0 to 2."""
    tool_choice: Any
    """Which tools may or must be called."""
    top_k: int | None
    """How many of the likeliest tokens to consider."""
    top_p: float | None
    """Nucleus sampling, 0 to 1."""
