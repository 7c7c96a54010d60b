"""The parameters of Gemini calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope.core.google._legacy import LegacyCallParams

if TYPE_CHECKING:
    from collections.abc import Mapping


class GeminiCallParams(LegacyCallParams, total=False):
    """Keywords of a call; those of the old package become part of `config`."""

    request_options: Mapping[str, object] | object
    """How to send the request, such as `{"timeout": 5}` in seconds."""
