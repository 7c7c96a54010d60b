"""The parameters of Vertex AI calls."""

from __future__ import annotations

from mirascope.core.google._legacy import LegacyCallParams


class VertexCallParams(LegacyCallParams, total=False):
    """Keywords of a call; those of the old package become part of `config`."""
