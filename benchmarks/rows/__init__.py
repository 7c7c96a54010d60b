"""The tables: what is compared, and what is to be reached."""

from __future__ import annotations

from benchmarks.row import Row

from . import around, bulk, calls, extraction, imports, memory, providers, streams

TABLES: dict[str, tuple[Row, ...]] = {
    "Imports and calls": (*imports.ROWS, *calls.ROWS, *around.ROWS),
    "Typed answers and tools": extraction.ROWS[:3],
    "Streams": (*streams.ROWS, *extraction.ROWS[3:]),
    "Async and many at once": bulk.ROWS,
    "Memory": memory.ROWS,
    # Last, so that the other rows do not share their process with these SDKs.
    "Other providers": (
        *streams.ANTHROPIC_ROWS,
        *providers.ROWS,
        *providers.ASYNC_ROWS,
    ),
}
"""Title to rows, in the order in which they are printed."""
