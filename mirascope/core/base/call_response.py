"""The response of a call."""

from ._response.call_response import BaseCallResponse as BaseCallResponse
from .tool.output import transform_tool_outputs as transform_tool_outputs
