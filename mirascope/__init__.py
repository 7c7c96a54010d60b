"""LLM calls from typed prompt functions, with the same code for every provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirascope._lazy import attach

if TYPE_CHECKING:
    from mirascope.core.base._sdk.default_clients import (
        aclose_clients as aclose_clients,
    )
    from mirascope.core.base._sdk.default_clients import close_clients as close_clients

    from . import core as core
    from . import llm as llm
    from .core import AudioPart as AudioPart
    from .core import AudioURLPart as AudioURLPart
    from .core import BaseDynamicConfig as BaseDynamicConfig
    from .core import BaseMessageParam as BaseMessageParam
    from .core import BaseTool as BaseTool
    from .core import BaseToolKit as BaseToolKit
    from .core import CacheControlPart as CacheControlPart
    from .core import DocumentPart as DocumentPart
    from .core import DocumentURLPart as DocumentURLPart
    from .core import ImagePart as ImagePart
    from .core import ImageURLPart as ImageURLPart
    from .core import LocalProvider as LocalProvider
    from .core import Messages as Messages
    from .core import Provider as Provider
    from .core import TextPart as TextPart
    from .core import ToolCallPart as ToolCallPart
    from .core import ToolResultPart as ToolResultPart
    from .core import prompt_template as prompt_template

    __version__: str

__all__ = [
    "AudioPart",
    "AudioURLPart",
    "BaseDynamicConfig",
    "BaseMessageParam",
    "BaseTool",
    "BaseToolKit",
    "CacheControlPart",
    "DocumentPart",
    "DocumentURLPart",
    "ImagePart",
    "ImageURLPart",
    "LocalProvider",
    "Messages",
    "Provider",
    "TextPart",
    "ToolCallPart",
    "ToolResultPart",
    "__version__",
    "aclose_clients",
    "close_clients",
    "core",
    "llm",
    "prompt_template",
]

__getattr__, __dir__ = attach(
    __name__,
    {
        "AudioPart": ".core",
        "AudioURLPart": ".core",
        "BaseDynamicConfig": ".core",
        "BaseMessageParam": ".core",
        "BaseTool": ".core",
        "BaseToolKit": ".core",
        "CacheControlPart": ".core",
        "DocumentPart": ".core",
        "DocumentURLPart": ".core",
        "ImagePart": ".core",
        "ImageURLPart": ".core",
        "LocalProvider": ".core",
        "Messages": ".core",
        "Provider": ".core",
        "TextPart": ".core",
        "ToolCallPart": ".core",
        "ToolResultPart": ".core",
        "__version__": "._version",
        "aclose_clients": ".core.base._sdk.default_clients",
        "close_clients": ".core.base._sdk.default_clients",
        "core": ".core:",
        "llm": ".llm:",
        "prompt_template": ".core",
    },
)
