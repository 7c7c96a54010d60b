"""Tools in the form of the chat format."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from typing_extensions import override

from mirascope.core._chat_completions._tool import call_from_native, function_schema
from mirascope.core.base.tool.base_tool import BaseTool


class LocalTool(BaseTool):
    """A tool that a model inside the process can call."""

    __provider__: ClassVar[str] = "local"

    @override
    @classmethod
    def tool_schema(cls) -> dict[str, Any]:
        return function_schema(cls)

    @override
    @classmethod
    def from_tool_call(cls, tool_call: Any, allow_partial: bool = False) -> Self:
        return call_from_native(cls, tool_call, allow_partial)
