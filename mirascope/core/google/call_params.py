"""The parameters of `generate_content`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope.core.base.call_params import BaseCallParams, CommonCallParams

if TYPE_CHECKING:
    from google.genai.types import GenerateContentConfigOrDict


class GoogleCallParams(BaseCallParams, CommonCallParams, total=False):
    """Keywords of `client.models.generate_content`; others are passed on as they are.

    https://ai.google.dev/api/generate-content
    """

    config: GenerateContentConfigOrDict
    """Every setting of the request, as an object or a dict. It is never written to; the
    fields of several layers are merged."""
