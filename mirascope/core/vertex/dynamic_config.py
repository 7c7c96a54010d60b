"""What a prompt function for Vertex AI may return besides messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from mirascope.core.base.prompt.dynamic_config import BaseDynamicConfig
from mirascope.core.google.dynamic_config import (
    GoogleMessageParam as VertexMessageParam,
)

from .call_params import VertexCallParams

if TYPE_CHECKING:
    from mirascope.core.google._legacy import AnyClient

    VertexDynamicConfig: TypeAlias = BaseDynamicConfig[
        VertexMessageParam, VertexCallParams, AnyClient
    ]
    """The dynamic config of a function, sync or async."""
else:
    VertexDynamicConfig = BaseDynamicConfig
