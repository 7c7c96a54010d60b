"""The parameters of xAI calls."""

from __future__ import annotations

from mirascope.core.openai.call_params import OpenAICallParams


class XAICallParams(OpenAICallParams, total=False):
    """Keywords of a call to xAI."""
