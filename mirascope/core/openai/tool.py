"""Tools in OpenAI's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from typing_extensions import override

from mirascope.core._chat_completions._tool import call_from_native, function_schema
from mirascope.core.base.tool.base_tool import BaseTool, ToolConfig

if TYPE_CHECKING:
    from openai.types.chat import (
        ChatCompletionFunctionToolParam,
        ChatCompletionMessageFunctionToolCall,
    )


class OpenAIToolConfig(ToolConfig, total=False):
    """What OpenAI's tools can be told."""

    strict: bool
    """Whether the service must follow the schema exactly."""


class OpenAITool(BaseTool):
    """A tool that OpenAI's models can call."""

    __provider__: ClassVar[str] = "openai"
    __tool_config_type__: ClassVar[type[Any]] = OpenAIToolConfig

    if TYPE_CHECKING:

        @property
        @override
        def tool_call(self) -> ChatCompletionMessageFunctionToolCall | None:
            """The SDK's tool call."""
            ...

    @override
    @classmethod
    def tool_schema(cls) -> ChatCompletionFunctionToolParam:
        return function_schema(cls)

    @override
    @classmethod
    def from_tool_call(cls, tool_call: Any, allow_partial: bool = False) -> Self:
        return call_from_native(cls, tool_call, allow_partial)
