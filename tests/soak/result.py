"""What came of a run, and how it is written down."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.page import filled
from benchmarks.table import render

from .plan import STREAM_FAULTS

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "soak.md"
RESULTS = Path(__file__).parent / "results.json"
SHOWN = 20
"""How many of the wrong calls are told in full."""
GROWTH_MB = 8.0
"""How much memory the last half of the calls may leave behind."""
GROWTH_DESCRIPTORS = 40
"""How many more connections clients may keep alive than after the first calls."""
LISTS = ("wrong", "hung", "doubled", "missing", "early", "strange")
HEADINGS = (
    *("provider", "calls", "requests", "faults", "answered", "raised", "left"),
    *("wrong", "hung", "doubled", "memory", "descriptors"),
)


@dataclass(kw_only=True)
class Result:
    """What came of the calls of one provider."""

    provider: str
    calls: int = 0
    requests: int = 0
    faults: dict[str, int] = field(default_factory=dict[str, int])
    answered: int = 0
    left: int = 0
    """How many were left by the caller, as planned."""
    raised: int = 0
    """How many ended in the error that they had to end in."""
    wrong: list[str] = field(default_factory=list[str])
    """Calls that ended otherwise than they had to."""
    hung: list[str] = field(default_factory=list[str])
    doubled: list[str] = field(default_factory=list[str])
    """Calls that were sent more often than they had to be."""
    missing: list[str] = field(default_factory=list[str])
    """Calls that were sent less often."""
    early: list[str] = field(default_factory=list[str])
    """Calls that were sent again before the service wanted them."""
    strange: list[str] = field(default_factory=list[str])
    """Requests that belong to no call, and streams whose beginning nobody saw."""
    memory_mb: float = 0.0
    descriptors: int = 0
    seconds: float = 0.0

    @property
    def failures(self) -> list[str]:
        """All that is not as it has to be, but for the measures."""
        return [
            f"{name}: {one}" for name in LISTS for one in getattr(self, name)[:SHOWN]
        ]

    @property
    def growth(self) -> list[str]:
        """What has grown that should not."""
        found: list[str] = []
        if self.memory_mb > GROWTH_MB:
            found.append(f"memory grew by {self.memory_mb} MB")
        if self.descriptors > GROWTH_DESCRIPTORS:
            found.append(f"there are {self.descriptors} more descriptors")
        return found

    def kept(self) -> dict[str, Any]:
        """Give what is kept of it: of calls their number."""
        values = vars(self)
        return values | {name: len(values[name]) for name in LISTS}


def outcomes(rows: Iterable[Mapping[str, Any]]) -> str:
    """Write the table of what came of the calls."""
    lines = [
        [
            row["provider"],
            *(f"{row[name]:,}" for name in ("calls", "requests")),
            f"{sum(row['faults'].values()):,}",
            *(f"{row[name]:,}" for name in ("answered", "raised", "left")),
            str(row["wrong"] + row["missing"] + row["early"] + row["strange"]),
            *(str(row[name]) for name in ("hung", "doubled")),
            f"{row['memory_mb']:+.1f} MB",
            f"{row['descriptors']:+d}",
        ]
        for row in rows
    ]
    return render(HEADINGS, lines)


def faults(rows: Iterable[Mapping[str, Any]]) -> str:
    """Write the table of what went wrong on purpose."""
    lines = [
        [row["provider"], *(str(row["faults"].get(kind, 0)) for kind in STREAM_FAULTS)]
        for row in rows
    ]
    return render(("provider", *STREAM_FAULTS), lines)


def rates(rows: Iterable[Mapping[str, Any]]) -> str:
    """Write the table of services that count by the minute."""
    lines = [
        [
            row["name"],
            *(f"{row[name]:,}" for name in ("answered", "refused")),
            f"{row['used']:.1%}",
        ]
        for row in rows
    ]
    return render(("what is counted", "answered", "refused", "used"), lines)


def saved() -> dict[str, dict[str, Any]]:
    """Read the results that were kept, by the names of the parts."""
    return json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}


def save(parts: Mapping[str, Any]) -> None:
    """Keep results in the place of earlier ones, and write the page anew."""
    kept = {**saved(), **parts}
    text = json.dumps({name: kept[name] for name in sorted(kept)}, indent=1)
    RESULTS.write_text(text + "\n", "utf-8")
    PAGE.write_text(page(), "utf-8")


def page() -> str:
    """Give the text of the page, with the tables that were kept."""
    kept = saved()
    rated: Any = kept.pop("limits", ())
    text = filled(PAGE.read_text("utf-8"), "outcomes", outcomes(kept.values()))
    text = filled(text, "faults", faults(kept.values()))
    return filled(text, "rates", rates(rated))
