"""Tools in Cohere's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from mirascope.core._chat_completions._tool import ChatTool, function_schema

if TYPE_CHECKING:
    import cohere


class CohereTool(ChatTool):
    """A tool that Cohere's models can call."""

    __provider__: ClassVar[str] = "cohere"

    if TYPE_CHECKING:

        @property
        @override
        def tool_call(self) -> cohere.ToolCallV2 | None: ...

    @override
    @classmethod
    def tool_schema(cls) -> dict[str, Any]:
        schema = function_schema(cls)
        # The service wants parameters of every tool; strictness is the request's.
        schema["function"].setdefault("parameters", {"type": "object"})
        schema["function"].pop("strict", None)
        return schema
