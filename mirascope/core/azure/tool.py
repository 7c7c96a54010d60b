"""Tools in Azure AI's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from mirascope.core._chat_completions._tool import ChatTool, function_schema
from mirascope.core.base.tool.base_tool import ToolConfig

from ._codec import CODEC

if TYPE_CHECKING:
    from azure.ai.inference.models import (
        ChatCompletionsToolCall,
        ChatCompletionsToolDefinition,
    )


class AzureToolConfig(ToolConfig, total=False):
    """Options of Azure AI's tools."""

    strict: bool
    """Whether the service must follow the schema exactly."""


class AzureTool(ChatTool):
    """A tool that the models of Azure AI can call."""

    __provider__: ClassVar[str] = "azure"
    __tool_config_type__: ClassVar[type[Any]] = AzureToolConfig

    if TYPE_CHECKING:

        @property
        @override
        def tool_call(self) -> ChatCompletionsToolCall | None: ...

    @override
    @classmethod
    def tool_schema(cls) -> ChatCompletionsToolDefinition:
        return CODEC.dialect.build("ChatCompletionToolParam", function_schema(cls))
