"""The tables: what is compared, and what is to be reached."""

from __future__ import annotations

from benchmarks.row import Row

from . import calls, extraction, imports, memory, providers, streams

TABLES: dict[str, tuple[Row, ...]] = {
    "Calls and text streams": (
        *imports.ROWS,
        *calls.ROWS,
        *streams.ROWS,
        *memory.ROWS,
    ),
    "Typed answers": extraction.ROWS,
    # Last, so that the other rows do not share their process with these SDKs.
    "One call of other providers": providers.ROWS,
}
"""Title to rows, in the order in which they are printed."""
