"""What importing and decorating cost, over importing pydantic alone."""

from __future__ import annotations

from benchmarks.fresh import compare_fresh
from benchmarks.measure import Scale
from benchmarks.row import Result, Row, by_ratio

_PYDANTIC = "import pydantic; pydantic.BaseModel"
_IMPORT = "import mirascope"
_DECORATE = """
from mirascope import llm

@llm.call(provider="openai", model="gpt-4o-mini")
def recommend(genre: str) -> str:
    return f"Recommend a {genre} book"
"""


def _row(name: str, title: str, code: str, limit: float) -> Row:
    def measure(scale: Scale, url: str) -> Result:
        return by_ratio(compare_fresh(_PYDANTIC, code, scale, rounds=25))

    return Row(name=name, title=title, limit=limit, measure=measure)


ROWS = (
    _row("import", "`import mirascope`, over importing pydantic", _IMPORT, 0.3),
    _row("decorate", "decorate an `llm.call`, over importing pydantic", _DECORATE, 1.5),
)
