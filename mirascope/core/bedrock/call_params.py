"""The parameters of Bedrock's Converse API."""
# ruff: noqa: N815  the names are the service's

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from typing_extensions import TypedDict

from mirascope.core.base.call_params import BaseCallParams

Fields: TypeAlias = Mapping[str, object]
"""A dict of the service's own form."""


class InferenceConfig(TypedDict, total=False):
    """The parameters that all models share."""

    maxTokens: int
    temperature: float
    topP: float
    stopSequences: list[str]


class BedrockCallParams(BaseCallParams, total=False):
    """Keywords of `client.converse`; others are passed on as they are.

    https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
    """

    additionalModelRequestFields: Fields | None
    """Parameters of one model family, such as `thinking`."""
    additionalModelResponseFieldPaths: list[str] | None
    """What to add to the response, as JSON pointers."""
    guardrailConfig: Fields | None
    """The guardrail to apply: `guardrailIdentifier`, `guardrailVersion`, `trace`."""
    inferenceConfig: InferenceConfig | None
    """The parameters that all models share; merged field by field over all layers."""
    outputConfig: Fields | None
    """The form of the output, and how much effort goes into it."""
    performanceConfig: Fields | None
    """Such as `{"latency": "optimized"}`."""
    promptVariables: Fields | None
    """The variables of a prompt of Bedrock's prompt management."""
    requestMetadata: Mapping[str, str] | None
    """Keys and values to find the call by in invocation logs."""
    serviceTier: Fields | None
    """Such as `{"type": "priority"}`."""
    system: Sequence[Fields] | None
    """System blocks to put before the system messages of the prompt."""
    toolConfig: Fields | None
    """More `tools`, and the `toolChoice`; merged with the call's own tools."""
