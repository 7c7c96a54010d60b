"""Tools in Groq's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from typing_extensions import override

from mirascope.core._chat_completions._tool import call_from_native, function_schema
from mirascope.core.base.tool.base_tool import BaseTool

if TYPE_CHECKING:
    from groq.types.chat import ChatCompletionMessageToolCall, ChatCompletionToolParam


class GroqTool(BaseTool):
    """A tool that Groq's models can call."""

    __provider__: ClassVar[str] = "groq"

    if TYPE_CHECKING:

        @property
        @override
        def tool_call(self) -> ChatCompletionMessageToolCall | None:
            """The SDK's tool call."""
            ...

    @override
    @classmethod
    def tool_schema(cls) -> ChatCompletionToolParam:
        return function_schema(cls)

    @override
    @classmethod
    def from_tool_call(cls, tool_call: Any, allow_partial: bool = False) -> Self:
        return call_from_native(cls, tool_call, allow_partial)
