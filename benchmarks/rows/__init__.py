"""The tables: what is compared, and what is to be reached."""

from __future__ import annotations

from benchmarks.row import Row

from . import calls, extraction, imports, memory, streams

TABLES: dict[str, tuple[Row, ...]] = {
    "Calls and text streams": (
        *imports.ROWS,
        *calls.ROWS,
        *streams.ROWS,
        *memory.ROWS,
    ),
    "Typed answers": extraction.ROWS,
}
"""Title to rows, in the order in which they are printed."""
