"""Tools in Google's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from typing_extensions import override

from mirascope.core.base._fields import as_mapping
from mirascope.core.base.tool.arguments import build
from mirascope.core.base.tool.base_tool import BaseTool

if TYPE_CHECKING:
    from google.genai.types import FunctionCall, ToolDict


class GoogleTool(BaseTool):
    """A tool that Google's models can call."""

    __provider__: ClassVar[str] = "google"

    if TYPE_CHECKING:

        @property
        @override
        def tool_call(self) -> FunctionCall | None: ...

    @override
    @classmethod
    def tool_schema(cls) -> ToolDict:
        schema = cls.model_json_schema()
        function: dict[str, Any] = {
            "name": cls._name(),
            "description": cls._description(),
        }
        if schema.get("properties"):
            function["parameters_json_schema"] = schema
        declared: Any = {"function_declarations": [function]}
        return declared

    @override
    @classmethod
    def from_tool_call(cls, tool_call: Any, allow_partial: bool = False) -> Self:
        return build(
            cls, as_mapping(tool_call).get("args"), tool_call, partial=allow_partial
        )
