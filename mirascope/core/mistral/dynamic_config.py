"""What a prompt function for Mistral may return besides messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.prompt.dynamic_config import BaseDynamicConfig

from .call_params import MistralCallParams

if TYPE_CHECKING:
    from mistralai.client import Mistral, models

    Message: TypeAlias = models.ChatCompletionRequestMessage
    MistralMessageParam: TypeAlias = (
        Message | models.ChatCompletionRequestMessageTypedDict | BaseMessageParam
    )
    """A message to Mistral, in its own form or the common one."""
    MistralDynamicConfig: TypeAlias = BaseDynamicConfig[
        MistralMessageParam, MistralCallParams, Mistral
    ]
    """The dynamic config of a function, sync or async."""
else:
    MistralMessageParam = dict | BaseMessageParam
    MistralDynamicConfig = BaseDynamicConfig
