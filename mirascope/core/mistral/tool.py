"""Tools in Mistral's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from typing_extensions import override

from mirascope.core._chat_completions._tool import call_from_native, function_schema
from mirascope.core.base.tool.base_tool import BaseTool

if TYPE_CHECKING:
    from mistralai.client import models


class MistralTool(BaseTool):
    """A tool that Mistral's models can call."""

    __provider__: ClassVar[str] = "mistral"

    if TYPE_CHECKING:

        @property
        @override
        def tool_call(self) -> models.ToolCall | None:
            """The SDK's tool call."""
            ...

    @override
    @classmethod
    def tool_schema(cls) -> models.ToolTypedDict:
        schema = function_schema(cls)
        schema["function"].setdefault("parameters", {"type": "object"})
        return schema

    @override
    @classmethod
    def from_tool_call(cls, tool_call: Any, allow_partial: bool = False) -> Self:
        return call_from_native(cls, tool_call, allow_partial)
