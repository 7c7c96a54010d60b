"""What 20,000 calls leave behind in resident memory, and what one answer holds."""

from __future__ import annotations

from functools import cache

from benchmarks import by_hand
from benchmarks.measure import Estimate, Pair, Scale
from benchmarks.memory import growth, held
from benchmarks.row import MakePair, Result, Row

from .calls import neutral, with_client

CALLS = 20_000
WARM_UP = 2_000
KEPT = 3_000


def whole(url: str) -> Pair:
    """Prepare a call whose whole answer is given back, after its text was read."""
    from mirascope.core import openai

    shared = by_hand.client(url)

    @openai.call("text", client=shared)
    def recommend(genre: str) -> str:
        return f"Recommend a {genre} book"

    def ours() -> object:
        response = recommend("fantasy")
        len(response.content)
        return response

    def raw() -> object:
        answer = by_hand.ask(shared)
        len(by_hand.text(answer) or "")
        return answer

    return Pair(raw=raw, ours=ours)


MAKERS: dict[str, MakePair] = {"call": with_client, "neutral": neutral, "whole": whole}
"""The kinds of calls that memory is measured with."""

# The raw side is the same call in both rows.
_raw_growth = cache(growth)


def _growth_row(name: str, title: str, maker: str) -> Row:
    def measure(scale: Scale, url: str) -> Result:
        warm_up, calls = (20, 100) if scale.smoke else (WARM_UP, CALLS)
        raw = _raw_growth("raw", "call", warm_up=warm_up, calls=calls)
        side = "raw" if scale.same else "ours"
        ours = growth(side, maker, warm_up=warm_up, calls=calls)
        return Result(raw=raw, ours=ours, value=Estimate(ours, 0.0))

    return Row(
        name=name, title=title, limit=2.0, unit="MB", amounts="MB", measure=measure
    )


def _held(scale: Scale, url: str) -> Result:
    warm_up, calls = (20, 100) if scale.smoke else (WARM_UP, KEPT)
    raw = held("raw", "whole", warm_up=warm_up, calls=calls)
    side = "raw" if scale.same else "ours"
    ours = held(side, "whole", warm_up=warm_up, calls=calls)
    return Result(raw=raw, ours=ours, value=Estimate(ours / raw, 0.0))


ROWS = (
    _growth_row("memory", f"memory growth over {CALLS:,} `openai.call`s", "call"),
    _growth_row("memory-llm", f"memory growth over {CALLS:,} `llm.call`s", "neutral"),
    Row(
        name="memory-held",
        title="memory that one kept response holds, its text read",
        limit=None,
        amounts="KB",
        measure=_held,
    ),
)
