"""What a prompt function for Gemini may return besides messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from mirascope.core.base.prompt.dynamic_config import BaseDynamicConfig
from mirascope.core.google.dynamic_config import (
    GoogleMessageParam as GeminiMessageParam,
)

from .call_params import GeminiCallParams

if TYPE_CHECKING:
    from mirascope.core.google._legacy import AnyClient

    GeminiDynamicConfig: TypeAlias = BaseDynamicConfig[
        GeminiMessageParam, GeminiCallParams, AnyClient
    ]
    """The dynamic config of a function, sync or async."""
else:
    GeminiDynamicConfig = BaseDynamicConfig
