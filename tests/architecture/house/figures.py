"""The figures of the layout, and what they should be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from typing_extensions import TypedDict

from tests.architecture.source import ROOT, modules

from . import counts, graph, rooms

HERE = Path(__file__).parent
BEFORE = HERE / "before.json"
ALLOWED = HERE / "allowed.json"
Figures = dict[str, float]


class Allowed(TypedDict):
    """What the tests let be for now. Nothing may be added, and nothing rise."""

    most: Figures
    upward: set[str]
    """The imports that run upward."""


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    key: str
    title: str
    reach: float | None
    """What should not be exceeded."""
    share: bool = False
    """Whether `reach` is a share of what the figure was before."""

    def most(self, before: Figures) -> float | None:
        """Say what should not be exceeded, in the unit of the figure."""
        if self.reach is None or not self.share:
            return self.reach
        return int(self.reach * before[self.key])


ROWS = (
    Row("floors", "floors of imports in core/base, annotations counted", 8),
    Row("floors_late", "the same, imports inside functions counted too", None),
    Row("upward", "imports that run upward", 0),
    Row("circles", "files in import circles", 0),
    Row("plain", "files passed by a warm plain call", 8),
    Row("template", "files passed by a template call", 10),
    Row("tool", "files passed by an `llm.call` with a tool", 16),
    Row("structured", "files passed by a structured stream of 6 chunks", 22),
    Row("code_lines", "code lines of core and llm without local", 0.9, share=True),
    Row("casts", "casts", 40),
    Row("type_variables", "TypeVars and ParamSpecs", 20),
    Row("provider_tables", "places that know all providers", 3),
    Row("part_files", "files a new content part touches beside the codecs", 2),
    Row("shared", "pairs of places that share 6 or more lines, per 1,000 lines", 2),
    Row("held_kb", "KB that one kept response holds, its text read", 15),
    Row("bench_template", "a template call over the raw SDK (`make bench`)", 0.88),
)
# The figures that tests hold. Imports that run upward are held one by one, and what
# depends on the machine is only printed.
HELD = [
    row.key
    for row in ROWS
    if row.key not in {"upward", "shared", "held_kb", "bench_template"}
]


def in_text(root: Path = ROOT) -> Figures:
    """Take the figures that stand in the code."""
    known = modules(root)
    core = counts.core_and_llm(known)
    lines = sum(one.text.count("\n") for one in core)
    return {
        "floors": len(graph.chain(known, rooms.BASE, {"top", "typing"})),
        "floors_late": len(graph.chain(known, rooms.BASE, {"top", "typing", "late"})),
        "upward": len(rooms.upward(known)),
        "circles": sum(map(len, graph.circles(known))),
        "code_lines": sum(len(counts.code_lines(one)) for one in core),
        "casts": sum(map(counts.casts, core)),
        "type_variables": sum(len(counts.type_variables(one)) for one in known),
        "provider_tables": len(counts.provider_tables(root)),
        "part_files": len(counts.content_part_files(known)),
        "shared": round(1000 * counts.shared_pairs(core) / lines, 1),
    }


def called(root: Path = ROOT) -> tuple[dict[str, list[str]], float]:
    """Make calls in a process of their own.

    Returns:
        The files that each kind of call passes, and the KB that one response holds.
    """
    done = subprocess.run(
        [sys.executable, HERE / "calls.py"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        check=True,
        timeout=120,
    )
    found = json.loads(done.stdout)
    return found["files"], found["held_kb"]


def measure(root: Path = ROOT) -> Figures:
    """Take all figures."""
    files, held = called(root)
    bench = json.loads((root / "benchmarks/results.json").read_text("utf-8"))
    return {
        **in_text(root),
        **{kind: len(names) for kind, names in files.items()},
        "held_kb": round(held, 1),
        "bench_template": round(bench["rows"]["template"]["value"], 3),
    }


def allowed() -> Allowed:
    """Read what is allowed for now."""
    read = json.loads(ALLOWED.read_text("utf-8"))
    return {"most": read["most"], "upward": set(read["upward"])}


def lower(now: Figures, root: Path = ROOT) -> None:
    """Allow no more than there is, where that is less than what is allowed."""
    known = allowed()
    most = {key: min(known["most"].get(key, now[key]), now[key]) for key in HELD}
    left = {one.key for one in rooms.upward(modules(root))} & known["upward"]
    text = json.dumps({"most": most, "upward": sorted(left)}, indent=2)
    ALLOWED.write_text(text + "\n", "utf-8")


def before() -> Figures:
    """Read the figures from before the rooms were built."""
    return json.loads(BEFORE.read_text("utf-8"))
