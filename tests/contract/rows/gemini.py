"""The legacy name `gemini`, on google-genai: the neutral layer alone."""

from __future__ import annotations

import warnings
from dataclasses import replace

from tests.contract.rows.google import ROWS as GOOGLE

ROWS = tuple(
    replace(row, id="gemini", provider="gemini", package=None, twin=True)
    for row in GOOGLE
    if row.id == "google"
)

if all(row.sdk.is_installed for row in ROWS):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import mirascope.core.gemini._call  # noqa: F401  it warns once, when imported
