"""The local engine's responses."""

from __future__ import annotations

from typing import Any

from mirascope.core.base._response.call_response import BaseCallResponse

from ._codec import CODEC
from .tool import LocalTool


class LocalCallResponse(
    BaseCallResponse[dict[str, Any], dict[str, Any], LocalTool], codec=CODEC
):
    """The response of one call; what the engine gave is at `response`."""
