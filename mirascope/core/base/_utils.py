"""Names that custom providers import from here; all are defined elsewhere."""

from __future__ import annotations

from ._metadata import get_metadata as get_metadata
from ._parameters import fn_is_async as fn_is_async
from ._setup import setup_call as setup_call
from ._tool_types import (
    convert_base_model_to_base_tool as convert_base_model_to_base_tool,
)
from ._tool_types import (
    convert_base_type_to_base_tool as convert_base_type_to_base_tool,
)
from ._tool_types import convert_function_to_base_tool as convert_function_to_base_tool

__all__ = [
    "convert_base_model_to_base_tool",
    "convert_base_type_to_base_tool",
    "convert_function_to_base_tool",
    "fn_is_async",
    "get_metadata",
    "setup_call",
]
