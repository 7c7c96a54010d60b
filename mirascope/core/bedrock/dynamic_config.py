"""What a prompt function for Bedrock may return besides messages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeAlias

from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.prompt.dynamic_config import BaseDynamicConfig

from ._types import NativeMessage
from .call_params import BedrockCallParams

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from aiobotocore.session import AioBaseClient, AioSession  # pyright: ignore[reportMissingTypeStubs]  there are none

    AsyncClient: TypeAlias = (
        AioBaseClient
        | AioSession
        | Callable[[], AbstractAsyncContextManager[object] | Awaitable[object]]
    )
    """A client of aiobotocore, a session, or a function that gives a client or a
    context manager for one."""
    BedrockMessageParam: TypeAlias = NativeMessage | BaseMessageParam
    """A message to Bedrock, in its own form or the common one."""
    BedrockDynamicConfig: TypeAlias = BaseDynamicConfig[
        BedrockMessageParam, BedrockCallParams, object
    ]
    """The dynamic config of a sync function; boto3's clients have no types."""
    AsyncBedrockDynamicConfig: TypeAlias = BaseDynamicConfig[
        BedrockMessageParam, BedrockCallParams, AsyncClient
    ]
    """The dynamic config of an async function."""
else:
    BedrockMessageParam = dict | BaseMessageParam
    BedrockDynamicConfig = AsyncBedrockDynamicConfig = BaseDynamicConfig
