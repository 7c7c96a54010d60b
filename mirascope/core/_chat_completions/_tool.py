"""Tools in the chat completions format."""

from __future__ import annotations

from typing import Any, Self

from typing_extensions import override

from mirascope.core.base._fields import as_mapping
from mirascope.core.base._schema.strict import strict_schema
from mirascope.core.base.tool.arguments import build
from mirascope.core.base.tool.base_tool import BaseTool


def function_schema(tool: type[BaseTool]) -> Any:
    """Describe a tool as a function."""
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


class ChatTool(BaseTool):
    """A tool that is described, and called, as a function."""

    @override
    @classmethod
    def tool_schema(cls) -> Any:
        return function_schema(cls)

    @override
    @classmethod
    def from_tool_call(cls, tool_call: Any, allow_partial: bool = False) -> Self:
        function = as_mapping(as_mapping(tool_call).get("function"))
        arguments = function.get("arguments") or ""
        return build(cls, arguments, tool_call, partial=allow_partial)
