"""The parameters of Groq's chat completions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from mirascope.core.base.call_params import BaseCallParams

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from groq.types.chat import (
        ChatCompletionToolChoiceOptionParam,
        completion_create_params,
    )


class GroqCallParams(BaseCallParams, total=False):
    """Keywords of `client.chat.completions.create`; others are passed on as they are.

    https://console.groq.com/docs/api-reference#chat-create
    """

    # All that the SDK takes but `functions` and `function_call`: tools replaced them.

    citation_options: Literal["enabled", "disabled"] | None
    """Whether to cite documents and what was found."""
    compound_custom: completion_create_params.CompoundCustom | None
    """The models and tools of a compound system."""
    disable_tool_validation: bool
    """Whether calls of unknown tools are let through."""
    documents: Iterable[completion_create_params.Document] | None
    """What the answer is to rest on."""
    exclude_domains: list[str] | None
    """The same in `search_settings`, as it was given before."""
    extra_body: Mapping[str, Any] | None
    """More fields of the request's body."""
    extra_headers: Mapping[str, str] | None
    """More headers of the request."""
    extra_query: Mapping[str, object] | None
    """More of the request's query."""
    frequency_penalty: float | None
    """Penalty on tokens by how often they occurred, -2 to 2."""
    include_domains: list[str] | None
    """The same in `search_settings`, as it was given before."""
    include_reasoning: bool | None
    """Whether to give the reasoning."""
    logit_bias: dict[str, int] | None
    """Token ids to a bias of -100 to 100."""
    logprobs: bool | None
    """Whether to give log probabilities."""
    max_completion_tokens: int | None
    """The most tokens to generate, reasoning included."""
    max_tokens: int | None
    """The most tokens to generate."""
    metadata: dict[str, str] | None
    """Labels; not in use yet."""
    n: int | None
    """How many choices to generate."""
    parallel_tool_calls: bool | None
    """Whether several tools may be called at once."""
    presence_penalty: float | None
    """Penalty on tokens that occurred at all, -2 to 2."""
    reasoning_effort: Literal["none", "default", "low", "medium", "high"] | None
    """How much to reason."""
    reasoning_format: Literal["hidden", "raw", "parsed"] | None
    """How the reasoning is given."""
    response_format: completion_create_params.ResponseFormat | None
    """The form of the output."""
    search_settings: completion_create_params.SearchSettings | None
    """Where, and in what, the models that search look."""
    seed: int | None
    """A seed for repeatable sampling."""
    service_tier: Literal["auto", "on_demand", "flex", "performance"] | None
    """The processing tier."""
    stop: str | list[str] | None
    """Up to four texts to stop at."""
    store: bool | None
    """Whether to store the completion; not in use yet."""
    temperature: float | None
    """Randomness, 0 to 2."""
    timeout: float | None
    """The request's time-out in seconds."""
    tool_choice: ChatCompletionToolChoiceOptionParam | None
    """Which tools may or must be called."""
    top_logprobs: int | None
    """How many log probabilities to give for each token, 0 to 20."""
    top_p: float | None
    """Nucleus sampling, 0 to 1."""
    user: str | None
    """A stable id of the end user."""
