"""The marker of fields that the caller fills in, not the model."""

from __future__ import annotations

from ._schema.records import FromCallArgs as FromCallArgs
