"""What a model may call: tools, made of classes and of functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach

if TYPE_CHECKING:
    from mirascope.core.base._schema.generate import (
        GenerateJsonSchemaNoTitles as GenerateJsonSchemaNoTitles,
    )

    from .base_tool import BaseTool as BaseTool
    from .base_tool import ToolConfig as ToolConfig

__getattr__, __dir__ = attach(
    __name__,
    {
        ".base_tool": "BaseTool ToolConfig",
        "mirascope.core.base._schema.generate": "GenerateJsonSchemaNoTitles",
    },
)
