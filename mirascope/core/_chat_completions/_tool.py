"""Tools in the chat completions format."""

from __future__ import annotations

from typing import Any

from mirascope.core.base._fields import fields
from mirascope.core.base._schema.strict import strict_schema
from mirascope.core.base.tool.arguments import build
from mirascope.core.base.tool.base_tool import BaseTool, BaseToolT


def function_schema(tool: type[BaseTool]) -> Any:
    """Describe a tool as a function.

    Args:
        tool: The tool's class.

    Returns:
        The entry for `tools`; without `parameters` where the tool takes none.
    """
    schema = dict(tool.model_json_schema())
    function: dict[str, Any] = {
        "name": tool._name(),
        "description": tool._description(),
    }
    if tool._is_strict():
        function["strict"] = True
        schema = strict_schema(schema)
    if schema.get("properties"):
        function["parameters"] = schema
    return {"type": "function", "function": function}


def call_from_native(
    tool: type[BaseToolT], native: Any, allow_partial: bool
) -> BaseToolT:
    """Build a tool from the service's tool call.

    Args:
        tool: The tool's class.
        native: The SDK's object, or a dict.
        allow_partial: Whether the arguments may be cut.

    Returns:
        The tool.
    """
    function = fields(fields(native).get("function"))
    arguments = function.get("arguments") or ""
    return build(tool, arguments, native, partial=allow_partial)
