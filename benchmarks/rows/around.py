"""What stands around a call: the same call with it and without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks import by_hand
from benchmarks.measure import Pair
from benchmarks.row import MakePair, ratio_row

PRICED = "text-davinci-003"
"""A model that the server answers, and that has a price."""


def with_options(options: Callable[[], dict[str, Any]]) -> MakePair:
    """Prepare a call with options, and in the place of the raw one that without."""

    def make(url: str) -> Pair:
        from mirascope.core import openai

        shared = by_hand.client(url)

        def recommend(genre: str) -> str:
            return f"Recommend a {genre} book"

        plain = openai.call(PRICED, client=shared)(recommend)
        ours = openai.call(PRICED, client=shared, **options())(recommend)
        return Pair(
            raw=lambda: plain("fantasy").content, ours=lambda: ours("fantasy").content
        )

    return make


def limits() -> dict[str, Any]:
    """Make a rate limit with a budget that nothing comes near."""
    from mirascope import llm

    return {"limit": llm.limit(requests_per_minute=10**9, usd=10.0**9)}


def tries() -> dict[str, Any]:
    """Say how often to send a request again, which never fails."""
    return {"retries": 3}


def time_limit() -> dict[str, Any]:
    """Say how long a call may take, which takes no time."""
    return {"retries": 3, "timeout": 60}


ROWS = (
    ratio_row(
        "retries",
        "`retries=` where the first try succeeds, over the same call without",
        with_options(tries),
        limit=1.05,
        rounds=2_000,
    ),
    ratio_row(
        "timeout",
        "`retries=` and `timeout=` where nothing fails, over the same call without",
        with_options(time_limit),
        limit=None,
        rounds=2_000,
    ),
    ratio_row(
        "limits",
        "a rate limit and a budget, over the same call without",
        with_options(limits),
        limit=1.03,
        rounds=2_000,
    ),
)
