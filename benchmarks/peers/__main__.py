"""A peer's own interpreter: `python -m benchmarks.peers NAME URL SCALE FILE`."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.machine import versions
from benchmarks.measure import Scale

from .work import measured


def _main(name: str, url: str, scale: str, path: str) -> None:
    peer: Any = import_module(f"benchmarks.peers.{name}")
    results = {
        title: {
            "packages": versions(*peer.PACKAGES),
            "rows": measured(column, url, Scale(**json.loads(scale))),
        }
        for title, column in peer.COLUMNS.items()
    }
    Path(path).write_text(json.dumps(results))


if __name__ == "__main__":
    _main(*sys.argv[1:])
