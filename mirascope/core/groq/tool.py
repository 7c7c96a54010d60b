"""Tools in Groq's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from typing_extensions import override

from mirascope.core._chat_completions._tool import ChatTool

if TYPE_CHECKING:
    from groq.types.chat import ChatCompletionMessageToolCall, ChatCompletionToolParam


class GroqTool(ChatTool):
    """A tool that Groq's models can call."""

    __provider__: ClassVar[str] = "groq"

    if TYPE_CHECKING:

        @property
        @override
        def tool_call(self) -> ChatCompletionMessageToolCall | None: ...

        @override
        @classmethod
        def tool_schema(cls) -> ChatCompletionToolParam: ...
