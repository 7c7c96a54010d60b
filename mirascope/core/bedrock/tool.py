"""Tools in Bedrock's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from typing_extensions import override

from mirascope.core.base.tool.arguments import build
from mirascope.core.base.tool.base_tool import BaseTool, ToolConfig

from .call_params import Fields


class BedrockToolConfig(ToolConfig, total=False):
    """Options of Bedrock's tools: there are none so far."""


class BedrockTool(BaseTool):
    """A tool that Bedrock's models can call."""

    __provider__: ClassVar[str] = "bedrock"

    if TYPE_CHECKING:

        @property
        @override
        def tool_call(self) -> Fields | None: ...

    @override
    @classmethod
    def tool_schema(cls) -> Fields:
        spec = {"name": cls._name(), "description": cls._description()}
        return {"toolSpec": {**spec, "inputSchema": {"json": cls.model_json_schema()}}}

    @override
    @classmethod
    def from_tool_call(cls, tool_call: Any, allow_partial: bool = False) -> Self:
        given = tool_call["toolUse"]["input"]
        return build(cls, given, tool_call, partial=allow_partial)

    @override
    def _metadata(self, name: str) -> Any:
        if name == "id" and (call := self._tool_call) is not None:
            return call["toolUse"]["toolUseId"]
        return super()._metadata(name)
