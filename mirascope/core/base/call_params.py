"""The parameters that every provider's call takes, under one set of names."""

from __future__ import annotations

from typing_extensions import TypedDict


class BaseCallParams(TypedDict, total=False):
    """What every provider's call parameters extend."""


class CommonCallParams(TypedDict, total=False):
    """Parameters with the same meaning at every provider that has them."""

    temperature: float | None
    """Randomness; the range is the provider's, mostly 0 to 2."""
    max_tokens: int | None
    """The most tokens to generate."""
    top_p: float | None
    """Nucleus sampling: the share of probability mass to sample from, 0 to 1."""
    frequency_penalty: float | None
    """Penalty on tokens by how often they occurred, mostly -2 to 2."""
    presence_penalty: float | None
    """Penalty on tokens that occurred at all, mostly -2 to 2."""
    seed: int | None
    """A seed for repeatable sampling, where the provider tries."""
    stop: str | list[str] | None
    """Where to stop generating."""


COMMON_KEYS = frozenset(CommonCallParams.__annotations__)
