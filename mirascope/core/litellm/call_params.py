"""The parameters of LiteLLM's completions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mirascope.core.openai.call_params import OpenAICallParams

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class LiteLLMCallParams(OpenAICallParams, total=False):
    """Keywords of `litellm.completion`; others are passed on as they are.

    https://docs.litellm.ai/docs/completion/input
    """

    additional_drop_params: list[str] | None
    """Parameters that are left out of the request."""
    allowed_openai_params: list[str] | None
    """Parameters that are sent although LiteLLM thinks that the model lacks them."""
    api_base: str | None
    """The address of the service."""
    api_key: str | None
    """The service's key."""
    api_version: str | None
    """The version of the service's API; Azure has one."""
    base_url: str | None
    """The same as `api_base`."""
    caching: bool | None
    """Whether answers are looked for in LiteLLM's cache."""
    context_window_fallback_dict: Mapping[str, str] | None
    """A model to the one that takes over where a prompt is too long."""
    custom_llm_provider: str | None
    """The service, where the model's name does not say it."""
    drop_params: bool | None
    """Whether parameters that the model lacks are left out of the request."""
    enable_json_schema_validation: bool | None
    """Whether LiteLLM checks an answer against the schema of `response_format`."""
    fallbacks: Sequence[str | Mapping[str, Any]] | None
    """Models that are asked where this one fails."""
    include_server_side_tool_invocations: bool | None
    """Whether Gemini's calls of its own tools are part of the answer."""
    input_cost_per_token: float | None
    """The price of a token of the prompt, where LiteLLM does not know it."""
    max_retries: int | None
    """How often a failed request is sent again."""
    mock_response: str | None
    """An answer that is given without any request."""
    num_retries: int | None
    """How often a failed call is made again."""
    organization: str | None
    """The organization at OpenAI."""
    output_cost_per_token: float | None
    """The price of a generated token, where LiteLLM does not know it."""
    thinking: Mapping[str, Any] | None
    """Reasoning as Anthropic's models are told of it."""
