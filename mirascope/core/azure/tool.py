"""Tools in Azure AI's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from typing_extensions import override

from mirascope.core._chat_completions._tool import call_from_native, function_schema
from mirascope.core.base.tool.base_tool import BaseTool, ToolConfig

from ._codec import CODEC

if TYPE_CHECKING:
    from azure.ai.inference.models import (
        ChatCompletionsToolCall,
        ChatCompletionsToolDefinition,
    )


class AzureToolConfig(ToolConfig, total=False):
    """What Azure AI's tools can be told."""

    strict: bool
    """Whether the service must follow the schema exactly."""


class AzureTool(BaseTool):
    """A tool that the models of Azure AI can call."""

    __provider__: ClassVar[str] = "azure"
    __tool_config_type__: ClassVar[type[Any]] = AzureToolConfig

    if TYPE_CHECKING:

        @property
        @override
        def tool_call(self) -> ChatCompletionsToolCall | None:
            """The SDK's tool call."""
            ...

    @override
    @classmethod
    def tool_schema(cls) -> ChatCompletionsToolDefinition:
        return CODEC.dialect.build("ChatCompletionToolParam", function_schema(cls))

    @override
    @classmethod
    def from_tool_call(cls, tool_call: Any, allow_partial: bool = False) -> Self:
        return call_from_native(cls, tool_call, allow_partial)
