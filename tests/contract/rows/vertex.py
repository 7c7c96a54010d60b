"""The legacy name `vertex`, on Vertex AI: the neutral layer alone."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any

from tests.contract.row import Row
from tests.contract.rows import google
from tests.server import Server


def make(row: Row, server: Server, is_async: bool, options: dict[str, Any]) -> Any:
    """Make a client that speaks to Vertex AI with a key alone."""
    return google.make(row, server, is_async, {**options, "vertexai": True})


ROWS = tuple(
    replace(
        row,
        twin=True,
        id="vertex",
        provider="vertex",
        package=None,
        wire=replace(
            row.wire,
            path=f"/v1beta1/publishers/google/models/{row.model}:generateContent",
            key=None,
            base_key="GOOGLE_VERTEX_BASE_URL",
            media=dict.fromkeys(("image", "audio", "document"), "passed"),
        ),
        sdk=replace(row.sdk, needs_client=True, make=make),
    )
    for row in google.ROWS
    if row.id == "google"
)

if all(row.sdk.is_installed for row in ROWS):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import mirascope.core.vertex._call  # noqa: F401  it warns once, when imported
