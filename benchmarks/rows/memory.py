"""What 20,000 calls leave behind in resident memory."""

from __future__ import annotations

from benchmarks.measure import Estimate, Scale
from benchmarks.memory import growth
from benchmarks.row import Result, Row

CALLS = 20_000
WARM_UP = 2_000


def _row(name: str, title: str, maker: str) -> Row:
    def measure(scale: Scale, url: str) -> Result:
        warm_up, calls = (20, 100) if scale.smoke else (WARM_UP, CALLS)
        raw = growth("raw", maker, warm_up=warm_up, calls=calls)
        side = "raw" if scale.same else "ours"
        ours = growth(side, maker, warm_up=warm_up, calls=calls)
        return Result(raw=raw, ours=ours, value=Estimate(ours, 0.0))

    return Row(name=name, title=title, limit=2.0, unit="MB", measure=measure)


ROWS = (
    _row("memory", f"memory growth over {CALLS:,} `openai.call`s", "call"),
    _row("memory-llm", f"memory growth over {CALLS:,} `llm.call`s", "neutral"),
)
