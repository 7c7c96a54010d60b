"""What a request and its answer are counted as by layers that count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol


class Spent(NamedTuple):
    """What one request took."""

    model: str
    """The model, as the service names it; as it was asked for where it does not."""
    input_tokens: int
    output_tokens: int
    cost: float | None
    """US dollars; `None` where the price is unknown."""
    is_estimate: bool = False
    """Whether the service did not say how many tokens there were."""


class Meter(Protocol):
    """Counts the requests of one call."""

    counted_by: tuple[object, ...]
    """Who counts the request of this attempt."""
    sent: bool
    """Whether the request of this attempt was handed to what sends it."""

    def estimate(self, kwargs: Mapping[str, Any], /) -> Spent:
        """Estimate what a request will take, before it is sent."""
        ...

    def of_answer(self, kwargs: Mapping[str, Any], native: Any, /) -> Spent:
        """Count a whole answer, and what was asked."""
        ...

    def of_stream(self, kwargs: Mapping[str, Any], ended: bool, /) -> Spent:
        """Count what has arrived on a stream, and what it was asked."""
        ...

    def has_begun(self) -> bool:
        """Tell whether anything has arrived on a stream."""
        ...
