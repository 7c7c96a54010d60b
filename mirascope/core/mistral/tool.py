"""Tools in Mistral's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from typing_extensions import override

from mirascope.core._chat_completions._tool import ChatTool, function_schema

if TYPE_CHECKING:
    from mistralai.client import models


class MistralTool(ChatTool):
    """A tool that Mistral's models can call."""

    __provider__: ClassVar[str] = "mistral"

    if TYPE_CHECKING:

        @property
        @override
        def tool_call(self) -> models.ToolCall | None: ...

    @override
    @classmethod
    def tool_schema(cls) -> models.ToolTypedDict:
        schema = function_schema(cls)
        schema["function"].setdefault("parameters", {"type": "object"})
        return schema
