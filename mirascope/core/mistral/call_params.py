"""The parameters of Mistral's chat completions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mirascope.core.base.call_params import BaseCallParams

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mistralai.client import models
    from mistralai.client.utils import RetryConfig


class MistralCallParams(BaseCallParams, total=False):
    """Keywords of `client.chat.complete`; others are passed on as they are.

    https://docs.mistral.ai/api/#tag/chat
    """

    frequency_penalty: float | None
    """Penalty on tokens by how often they occurred, -2 to 2."""
    guardrails: list[models.GuardrailConfig | models.GuardrailConfigTypedDict] | None
    """The moderation of what goes in and comes out."""
    http_headers: Mapping[str, str] | None
    """More headers of the request."""
    logprobs: bool | None
    """Whether to give log probabilities."""
    max_tokens: int | None
    """The most tokens to generate."""
    metadata: Mapping[str, Any] | None
    """What is kept with the request."""
    min_tokens: int | None
    """The fewest tokens to generate."""
    n: int | None
    """How many choices to generate."""
    parallel_tool_calls: bool | None
    """Whether several tools may be called at once."""
    prediction: models.Prediction | models.PredictionTypedDict | None
    """The expected answer, where most of it is known."""
    presence_penalty: float | None
    """Penalty on tokens that occurred at all, -2 to 2."""
    prompt_cache_key: str | None
    """What keeps requests with the same beginning together."""
    prompt_logprobs: bool | None
    """Whether to give log probabilities of the prompt."""
    prompt_mode: models.MistralPromptMode | None
    """`reasoning` uses the system prompt of reasoning models."""
    random_seed: int | None
    """A seed for repeatable sampling."""
    reasoning_effort: models.ReasoningEffort | None
    """How much to reason, such as `high` or `none`."""
    repetition_penalty: float | None
    """Penalty on tokens that repeat the prompt or the answer; 1 is none."""
    response_format: models.ResponseFormat | models.ResponseFormatTypedDict | None
    """The form of the output."""
    retries: RetryConfig | None
    """How failed requests are repeated."""
    safe_prompt: bool | None
    """Whether to begin with Mistral's safety prompt."""
    server_url: str | None
    """The address for this request."""
    service_tier: models.RequestedServiceTier | None
    """The processing tier."""
    stop: str | list[str] | None
    """Texts to stop at."""
    temperature: float | None
    """Randomness, 0 to 1.5."""
    timeout_ms: int | None
    """The request's time-out in milliseconds."""
    tool_choice: (
        models.ChatCompletionRequestToolChoice
        | models.ChatCompletionRequestToolChoiceTypedDict
        | None
    )
    """Which tools may or must be called: `auto`, `none`, `any`, `required` or one."""
    top_k: int | None
    """How many of the most likely tokens to sample from."""
    top_logprobs: int | None
    """How many log probabilities to give for each token."""
    top_p: float | None
    """Nucleus sampling, 0 to 1."""
    top_prompt_logprobs: int | None
    """How many log probabilities to give for each token of the prompt."""
