"""What a prompt function for Cohere may return besides messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.prompt.dynamic_config import BaseDynamicConfig

from .call_params import CohereCallParams

if TYPE_CHECKING:
    import cohere
    from cohere import ChatMessage, ChatMessageV2

    CohereMessageParam: TypeAlias = ChatMessageV2 | ChatMessage | BaseMessageParam
    """A message to Cohere, in a form of its own or the common one."""
    CohereDynamicConfig: TypeAlias = BaseDynamicConfig[
        CohereMessageParam, CohereCallParams, cohere.Client
    ]
    """The dynamic config of a sync function; a `ClientV2` is a `Client` too."""
    AsyncCohereDynamicConfig: TypeAlias = BaseDynamicConfig[
        CohereMessageParam, CohereCallParams, cohere.AsyncClient
    ]
    """The dynamic config of an async function."""
else:
    CohereMessageParam = dict | BaseMessageParam
    CohereDynamicConfig = AsyncCohereDynamicConfig = BaseDynamicConfig
