"""The dicts of Bedrock's API: the SDKs have no types of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NotRequired, TypeAlias

from typing_extensions import TypedDict

from .call_params import Fields


class UserMessageTypeDef(TypedDict):
    """A user's message in Bedrock's form."""

    role: Literal["user"]
    content: Sequence[Fields]


class AssistantMessageTypeDef(TypedDict):
    """An assistant's message in Bedrock's form."""

    role: Literal["assistant"]
    content: Sequence[Fields]


class TokenUsage(TypedDict, total=False):
    """Token counts; those of the cache are not part of `inputTokens`."""

    inputTokens: int
    outputTokens: int
    totalTokens: int
    cacheReadInputTokens: int
    cacheWriteInputTokens: int


class ConverseResponse(TypedDict):
    """What `converse` gives."""

    ResponseMetadata: Fields
    output: Mapping[str, AssistantMessageTypeDef]
    stopReason: str
    usage: TokenUsage
    metrics: Fields
    trace: NotRequired[Fields]
    additionalModelResponseFields: NotRequired[object]


NativeMessage: TypeAlias = UserMessageTypeDef | AssistantMessageTypeDef
"""A message in Bedrock's own form."""
