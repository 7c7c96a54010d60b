"""The parameters of Azure AI's chat completions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from mirascope.core.base.call_params import BaseCallParams

if TYPE_CHECKING:
    from collections.abc import Mapping

    from azure.ai.inference.models import (
        ChatCompletionsNamedToolChoice,
        ChatCompletionsToolChoicePreset,
        JsonSchemaFormat,
    )


class AzureCallParams(BaseCallParams, total=False):
    """Keywords of `ChatCompletionsClient.complete`; others are passed on as they are.

    https://learn.microsoft.com/python/api/azure-ai-inference/azure.ai.inference.chatcompletionsclient
    """

    frequency_penalty: float | None
    """Penalty on tokens by how often they occurred, -2 to 2."""
    headers: Mapping[str, str] | None
    """More headers of the request."""
    max_tokens: int | None
    """The most tokens to generate."""
    model_extras: dict[str, Any] | None
    """More fields of the request's body, which the service hands to the model."""
    presence_penalty: float | None
    """Penalty on tokens that occurred at all, -2 to 2."""
    response_format: (
        Literal["text", "json_object"] | JsonSchemaFormat | Mapping[str, Any] | None
    )
    """The form of the output; a mapping is taken as OpenAI's parameter."""
    seed: int | None
    """A seed for repeatable sampling."""
    stop: str | list[str] | None
    """Texts to stop at."""
    stream_options: Mapping[str, Any] | None
    """Options of streams, sent among `model_extras`; usage is asked for unless this is
    `None`, as models that refuse the option need it."""
    temperature: float | None
    """Randomness, 0 to 1."""
    tool_choice: (
        str | ChatCompletionsToolChoicePreset | ChatCompletionsNamedToolChoice | None
    )
    """Which tools may or must be called."""
    top_p: float | None
    """Nucleus sampling, 0 to 1."""
