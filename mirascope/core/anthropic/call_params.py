"""The parameters of Anthropic's messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from mirascope.core.base.call_params import BaseCallParams

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from anthropic.types import (
        CacheControlEphemeralParam,
        MetadataParam,
        TextBlockParam,
        ThinkingConfigParam,
        ToolChoiceParam,
        ToolUnionParam,
    )


class AnthropicCallParams(BaseCallParams, total=False):
    """Keywords of `client.messages.create`; others are passed on as they are.

    With one that only the beta API has, the request is sent by
    `client.beta.messages.create`, and the response is a `BetaMessage`.

    https://docs.anthropic.com/en/api/messages
    """

    betas: Sequence[str]
    """Beta: what to switch on, such as `["mcp-client-2025-11-20"]`."""
    billing_policy: Mapping[str, Any] | None
    """Beta: which organization pays."""
    cache_control: CacheControlEphemeralParam | None
    """Caches the prompt up to its last block."""
    compaction: Mapping[str, Any] | None
    """Beta: asks for nothing but a summary of the conversation."""
    container: Mapping[str, Any] | str | None
    """The container of server tools that run code, with its skills."""
    context_management: Mapping[str, Any] | None
    """Beta: what to clear out of a long conversation, and when."""
    diagnostics: Mapping[str, Any] | None
    """Asks why a prompt was not found in the cache."""
    extra_body: Mapping[str, Any] | None
    """More fields of the request's body."""
    extra_headers: Mapping[str, str] | None
    """More headers of the request."""
    extra_query: Mapping[str, object] | None
    """More of the request's query."""
    fallback_credit_token: Mapping[str, Any] | str | None
    """Beta: the token of a refusal, which lowers the price of the next attempt."""
    fallbacks: Sequence[Mapping[str, Any]] | Literal["default"] | None
    """Beta: models that the service tries where this one declines."""
    inference_geo: str | None
    """Where in the world to run the model."""
    max_tokens: int | None
    """The most tokens to generate, thinking included; 1024 if nothing says so."""
    mcp_servers: Iterable[Mapping[str, Any]]
    """Beta: MCP servers whose tools the service itself calls."""
    metadata: MetadataParam | None
    """A stable id of the end user."""
    output_config: Mapping[str, Any] | None
    """The effort to make, and the JSON schema of the answer."""
    output_format: Mapping[str, Any] | None
    """Beta: the JSON schema of the answer; `output_config` has it without a beta."""
    service_tier: Literal["auto", "standard_only"] | None
    """Whether priority capacity may be used."""
    speed: Literal["standard", "fast"] | None
    """Whether to generate faster, at a higher price."""
    stop_sequences: list[str] | None
    """Texts to stop at."""
    system: str | Iterable[TextBlockParam] | None
    """The system prompt; a system message of the conversation comes after it."""
    temperature: float | None
    """Randomness, 0 to 1; newer models take none."""
    thinking: ThinkingConfigParam | Mapping[str, Any] | None
    """Whether, and how much, to think before the answer."""
    thread: Mapping[str, Any] | None
    """Beta: keeps the conversation at the service, or goes on with a kept one."""
    timeout: float | None
    """The request's time-out in seconds; `None` is no limit."""
    tool_choice: ToolChoiceParam | None
    """Which tools may or must be called."""
    tools: Iterable[ToolUnionParam]
    """Tools in Anthropic's own form, such as those that it runs itself."""
    top_k: int | None
    """How many of the likeliest tokens to sample from; newer models take none."""
    top_p: float | None
    """Nucleus sampling, 0 to 1; newer models take none."""
    user_profile_id: str
    """The profile of the party on whose behalf the request is made."""
    workspace_id: str
    """The workspace, for credentials that act on several."""
