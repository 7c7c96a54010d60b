"""Tools in Anthropic's form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from typing_extensions import override

from mirascope.core.base._fields import as_mapping
from mirascope.core.base._schema.strict import strict_schema
from mirascope.core.base.tool.arguments import build
from mirascope.core.base.tool.base_tool import BaseTool, ToolConfig

from ._schema_limits import enforceable

if TYPE_CHECKING:
    from anthropic.types import CacheControlEphemeralParam, ToolParam, ToolUseBlock


class AnthropicToolConfig(ToolConfig, total=False):
    """Options of Anthropic's tools."""

    allowed_callers: list[str]
    """Who may call it: the model, or code that the service runs."""
    cache_control: CacheControlEphemeralParam
    """Caches the tools up to this one, such as `{"type": "ephemeral"}`."""
    defer_loading: bool
    """Whether the model only sees it after it was found by a search for tools."""
    eager_input_streaming: bool
    """Whether arguments are streamed before they are checked."""
    input_examples: list[dict[str, Any]]
    """Arguments to learn from."""
    strict: bool
    """Whether the service must follow the schema exactly."""


class AnthropicTool(BaseTool):
    """A tool that Anthropic's models can call."""

    __provider__: ClassVar[str] = "anthropic"
    __tool_config_type__: ClassVar[type[Any]] = AnthropicToolConfig

    if TYPE_CHECKING:

        @property
        @override
        def tool_call(self) -> ToolUseBlock | None: ...

    @override
    @classmethod
    def tool_schema(cls) -> ToolParam:
        schema = cls.model_json_schema()
        if cls._is_strict():
            schema = enforceable(strict_schema(schema))
        known = AnthropicToolConfig.__optional_keys__
        config = {k: one for k, one in cls.tool_config.items() if k in known}
        tool: Any = {"name": cls._name(), "description": cls._description()}
        return tool | {"input_schema": schema, **config}

    @override
    @classmethod
    def from_tool_call(cls, tool_call: Any, allow_partial: bool = False) -> Self:
        return build(
            cls, as_mapping(tool_call)["input"], tool_call, partial=allow_partial
        )
