"""The parameters of Vertex AI calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope.core.google.call_params import GoogleCallParams

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class VertexCallParams(GoogleCallParams, total=False):
    """Keywords of a call; those of the old package become part of `config`."""

    generation_config: Mapping[str, object] | object
    """How to generate, such as `{"temperature": 0.5}`."""
    safety_settings: Mapping[object, object] | Sequence[object]
    """What to block: categories to thresholds, or a list of settings."""
    tool_config: Mapping[str, object] | object
    """Which tools may or must be called."""
