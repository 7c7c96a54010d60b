"""The parameters of OpenAI's chat completions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from mirascope.core.base.call_params import BaseCallParams

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai.types.chat import (
        ChatCompletionAudioParam,
        ChatCompletionPredictionContentParam,
        ChatCompletionStreamOptionsParam,
        ChatCompletionToolChoiceOptionParam,
        completion_create_params,
    )


class OpenAICallParams(BaseCallParams, total=False):
    """Keywords of `client.chat.completions.create`; others are passed on as they are.

    https://platform.openai.com/docs/api-reference/chat/create
    """

    audio: ChatCompletionAudioParam | None
    """Voice and format of audio output, with `modalities=["text", "audio"]`."""
    extra_body: Mapping[str, Any] | None
    """More fields of the request's body."""
    extra_headers: Mapping[str, str] | None
    """More headers of the request."""
    extra_query: Mapping[str, object] | None
    """More of the request's query."""
    frequency_penalty: float | None
    """Penalty on tokens by how often they occurred, -2 to 2."""
    logit_bias: dict[str, int] | None
    """Token ids to a bias of -100 to 100."""
    logprobs: bool | None
    """Whether to give log probabilities."""
    max_completion_tokens: int | None
    """The most tokens to generate, reasoning included."""
    max_tokens: int | None
    """The most tokens to generate; reasoning models take `max_completion_tokens`."""
    metadata: dict[str, str] | None
    """Labels that are stored with the completion."""
    modalities: list[Literal["text", "audio"]] | None
    """The kinds of output."""
    moderation: completion_create_params.Moderation | None
    """The moderation of what goes in and comes out."""
    n: int | None
    """How many choices to generate; `content` is that of the first."""
    parallel_tool_calls: bool | None
    """Whether several tools may be called at once."""
    prediction: ChatCompletionPredictionContentParam | None
    """Output that is known in advance."""
    presence_penalty: float | None
    """Penalty on tokens that occurred at all, -2 to 2."""
    prompt_cache_key: str
    """Groups requests that share a prefix."""
    prompt_cache_options: completion_create_params.PromptCacheOptions
    """How the prompt's beginning is cached, and for how long."""
    prompt_cache_retention: Literal["in_memory", "24h"] | None
    """How long it is cached, with models older than `prompt_cache_options`."""
    reasoning_effort: (
        Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"] | None
    )
    """How much to reason."""
    response_format: completion_create_params.ResponseFormat
    """The form of the output."""
    safety_identifier: str
    """A stable id of the end user."""
    seed: int | None
    """A seed for repeatable sampling."""
    service_tier: Literal["auto", "default", "flex", "scale", "priority", "fast"] | None
    """The processing tier."""
    stop: str | list[str] | None
    """Up to four texts to stop at."""
    store: bool | None
    """Whether to store the completion."""
    stream_options: ChatCompletionStreamOptionsParam | None
    """Options of streams; usage is asked for unless this is `None`."""
    temperature: float | None
    """Randomness, 0 to 2."""
    timeout: float | None
    """The request's time-out in seconds."""
    tool_choice: ChatCompletionToolChoiceOptionParam
    """Which tools may or must be called."""
    top_logprobs: int | None
    """How many log probabilities to give for each token, 0 to 20."""
    top_p: float | None
    """Nucleus sampling, 0 to 1."""
    user: str
    """A stable id of the end user."""
    verbosity: Literal["low", "medium", "high"] | None
    """How much to say."""
    web_search_options: completion_create_params.WebSearchOptions
    """Options of the search models."""
