"""The file that keeps results: what the documentation shows, and runs compare with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from . import machine
from .backend import ROOT
from .row import Result, Row

RESULTS = ROOT / "benchmarks" / "results.json"
Kept: TypeAlias = dict[str, Any]
"""One row of the file."""


class Saved:
    """The results of the last runs that were kept.

    Args:
        path: The JSON file, which need not exist.
    """

    def __init__(self, path: Path = RESULTS) -> None:
        self._path = path
        kept: Kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
        self.machine: dict[str, str] = kept.get("machine", {})
        self.rows: dict[str, Kept] = kept.get("rows", {})
        self.peers: dict[str, Kept] = kept.get("peers", {})
        """What was measured in other environments, by the titles of the columns."""

    def update(self, table: str, row: Row, result: Result) -> None:
        """Replace what is known about a row.

        Args:
            table: The title of its table.
            row: The row.
            result: Its new result.
        """
        self.rows[row.name] = {
            "table": table,
            "title": row.title,
            "unit": row.unit,
            "amounts": row.amounts,
            "raw": _digits(result.raw),
            "ours": _digits(result.ours),
            "value": round(result.value.value, 4),
            "error": round(result.value.error, 4),
            "wall": round(result.wall.value, 4) if result.wall else None,
            "target": row.limit,
            "reached": reached(row, result),
            "packages": machine.versions(*row.packages),
        }

    def update_peers(self, columns: Mapping[str, Kept]) -> None:
        """Replace what is known about peers.

        Args:
            columns: The results, by the titles of the columns.
        """
        found = self.peers | dict(columns)
        self.peers = dict(sorted(found.items(), key=lambda item: _place(item[0])))

    def write(self, *, order: Mapping[str, object], whole: bool) -> None:
        """Write the file.

        Args:
            order: All rows that there can be. Others are forgotten.
            whole: Whether all rows were measured, so that all of it is of this machine.
        """
        if whole or not self.machine:
            self.machine = machine.describe()
        self.rows = {name: self.rows[name] for name in order if name in self.rows}
        kept = {"machine": self.machine, "rows": self.rows, "peers": self.peers}
        text = json.dumps(kept, indent=2, ensure_ascii=False)
        self._path.write_text(text + "\n", "utf-8")


def reached(row: Row, result: Result) -> bool | None:
    """Tell whether a target is reached.

    Args:
        row: What is to be reached.
        result: What was measured.

    Returns:
        Whether the value is at or below the limit, where there is one.
    """
    return None if row.limit is None else result.value.value <= row.limit


def _place(column: str) -> tuple[bool, str]:
    """This library comes first, and then the alphabet."""
    return column != "mirascope", column


def _digits(amount: float) -> float:
    return float(f"{amount:.4g}")
