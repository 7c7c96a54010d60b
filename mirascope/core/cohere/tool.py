"""Tools in Cohere's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from typing_extensions import override

from mirascope.core._chat_completions._tool import call_from_native, function_schema
from mirascope.core.base.tool.base_tool import BaseTool

if TYPE_CHECKING:
    import cohere


class CohereTool(BaseTool):
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

    @override
    @classmethod
    def from_tool_call(cls, tool_call: Any, allow_partial: bool = False) -> Self:
        return call_from_native(cls, tool_call, allow_partial)
