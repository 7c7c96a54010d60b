"""The response of a call."""

from __future__ import annotations

from ._response.call_response import BaseCallResponse as BaseCallResponse
from .tool.output import transform_tool_outputs as transform_tool_outputs
