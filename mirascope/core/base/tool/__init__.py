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

__all__ = ["BaseTool", "GenerateJsonSchemaNoTitles", "ToolConfig"]

__getattr__, __dir__ = attach(
    __name__,
    {
        "BaseTool": ".base_tool",
        "GenerateJsonSchemaNoTitles": "mirascope.core.base._schema.generate",
        "ToolConfig": ".base_tool",
    },
)
