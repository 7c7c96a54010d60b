"""What a prompt function for a model inside the process may return besides messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.prompt.dynamic_config import BaseDynamicConfig

from .call_params import LocalCallParams

if TYPE_CHECKING:
    from ._engine import AsyncLocalClient, LocalClient

LocalMessageParam: TypeAlias = dict[str, Any] | BaseMessageParam
"""A message, in the chat format or the common one."""


if TYPE_CHECKING:
    LocalDynamicConfig: TypeAlias = BaseDynamicConfig[
        LocalMessageParam, LocalCallParams, LocalClient
    ]
    """The dynamic config of a sync function."""
    AsyncLocalDynamicConfig: TypeAlias = BaseDynamicConfig[
        LocalMessageParam, LocalCallParams, AsyncLocalClient
    ]
    """The dynamic config of an async function."""
else:
    LocalDynamicConfig = AsyncLocalDynamicConfig = BaseDynamicConfig
