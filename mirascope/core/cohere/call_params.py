"""The parameters of Cohere's chat, and those of its first version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from mirascope.core.base.call_params import BaseCallParams

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import cohere
    from cohere.core import RequestOptions


class V1CallParams(BaseCallParams, total=False):
    """What only the first version takes, which needs a `Client` or `AsyncClient`."""

    citation_quality: Literal["fast", "accurate", "off"] | None
    """How to cite."""
    connectors: Sequence[cohere.ChatConnector] | None
    """Where to search."""
    conversation_id: str | None
    """The conversation that the service remembers."""
    force_single_step: bool | None
    """Whether the tools are called in one step."""
    max_input_tokens: int | None
    """The most tokens of the prompt."""
    prompt_truncation: Literal["OFF", "AUTO", "AUTO_PRESERVE_ORDER"] | None
    """How a prompt that is too long is cut."""
    raw_prompting: bool | None
    """Whether the message goes to the model as it is."""
    search_queries_only: bool | None
    """Whether to give search queries in the place of an answer."""
    tool_results: Sequence[cohere.ToolResult] | None
    """What the tools gave that this version's answers called."""


class CohereCallParams(V1CallParams, total=False):
    """Keywords of `ClientV2.chat`; others are passed on as they are."""

    chat_history: Sequence[cohere.ChatMessage | Mapping[str, Any]] | None
    """Earlier messages; they come after the prompt's system messages."""
    citation_options: cohere.CitationOptions | Mapping[str, Any] | None
    """How to cite, such as `{"mode": "FAST"}`."""
    documents: Sequence[str | cohere.Document | Mapping[str, Any]] | None
    """What the answer is to rest on, and may cite."""
    frequency_penalty: float | None
    """Penalty on tokens by how often they occurred, 0 to 1."""
    k: int | None
    """How many of the likeliest tokens to sample from, 0 to 500."""
    logprobs: bool | None
    """Whether to give log probabilities."""
    max_tokens: int | None
    """The most tokens to generate."""
    p: float | None
    """Nucleus sampling, 0.01 to 0.99."""
    preamble: str | None
    """A system message before the prompt's own."""
    presence_penalty: float | None
    """Penalty on tokens that occurred at all, 0 to 1."""
    priority: int | None
    """How early the request is handled: 0 is first."""
    request_options: RequestOptions | None
    """The SDK's own: time-out, retries, more headers and fields of the body."""
    response_format: cohere.ResponseFormatV2 | Mapping[str, Any] | None
    """The form of the output."""
    safety_mode: Literal["CONTEXTUAL", "STRICT", "OFF"] | None
    """Which safety instruction is put into the prompt."""
    seed: int | None
    """A seed for repeatable sampling."""
    stop_sequences: Sequence[str] | None
    """Up to five texts to stop at."""
    strict_tools: bool | None
    """Whether tool calls must follow the tools' schemas exactly."""
    temperature: float | None
    """Randomness, from 0."""
    thinking: cohere.Thinking | Mapping[str, Any] | None
    """Whether to reason, and for how many tokens."""
    tool_choice: Literal["REQUIRED", "NONE"] | None
    """Whether a tool must or must not be called."""
