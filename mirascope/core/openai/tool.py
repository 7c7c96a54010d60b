"""Tools in OpenAI's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from mirascope.core._chat_completions._tool import ChatTool
from mirascope.core.base.tool.base_tool import ToolConfig

if TYPE_CHECKING:
    from openai.types.chat import (
        ChatCompletionFunctionToolParam,
        ChatCompletionMessageFunctionToolCall,
    )


class OpenAIToolConfig(ToolConfig, total=False):
    """Options of OpenAI's tools."""

    strict: bool
    """Whether the service must follow the schema exactly."""


class OpenAITool(ChatTool):
    """A tool that OpenAI's models can call."""

    __provider__: ClassVar[str] = "openai"
    __tool_config_type__: ClassVar[type[Any]] = OpenAIToolConfig

    if TYPE_CHECKING:

        @property
        @override
        def tool_call(self) -> ChatCompletionMessageFunctionToolCall | None: ...

        @override
        @classmethod
        def tool_schema(cls) -> ChatCompletionFunctionToolParam: ...
