"""Token counts and prices: the figures come from the package genai-prices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mirascope.core.base.types import CostMetadata, LocalProvider, Provider
from mirascope.exceptions import UnknownProviderError

if TYPE_CHECKING:
    from genai_prices import Usage

PRICED: dict[str, str] = {
    "anthropic": "anthropic",
    "azure": "azure",
    "bedrock": "aws",
    "cohere": "cohere",
    "gemini": "google",
    "google": "google",
    "groq": "groq",
    "mistral": "mistral",
    "openai": "openai",
    "vertex": "google",
    "xai": "x-ai",
}
"""Our provider names to those of genai-prices."""

UNPRICED = frozenset({"litellm", "local", "ollama", "vllm"})
"""Providers without a price list: their own hardware, or they report the cost."""


def calculate_cost(
    provider: Provider | LocalProvider,
    model: str,
    metadata: CostMetadata | None = None,
) -> float | None:
    """Calculate the price of a call.

    Args:
        provider: The provider that answered.
        model: The model, as the provider names it.
        metadata: What the price depends on, token counts above all. A cost that the
            provider reported itself is given back as it is.

    Returns:
        US dollars, or `None` if the model's price or the token counts are unknown.

    Raises:
        UnknownProviderError: There is no such provider.
    """
    if provider not in PRICED and provider not in UNPRICED:
        known = ", ".join(sorted([*PRICED, *UNPRICED]))
        raise UnknownProviderError(
            f"no prices for provider {provider!r}: it is one of {known}"
        )
    return cost_of(provider, model, metadata or CostMetadata())


def cost_of(provider: str, model: str, metadata: CostMetadata) -> float | None:
    """Calculate the price of a call to any provider, also one without prices.

    Args:
        provider: The provider's name.
        model: The model, as the provider names it.
        metadata: What the price depends on.

    Returns:
        US dollars, or `None` if the price is unknown.
    """
    if metadata.cost is not None:
        return metadata.cost
    listed = PRICED.get(provider)
    if (
        listed is None
        or metadata.input_tokens is None
        or metadata.output_tokens is None
    ):
        return None
    from genai_prices import calc_price

    try:
        price = calc_price(_usage(metadata), model, provider_id=listed)
    except LookupError:
        return None
    return float(price.total_price)


def _usage(metadata: CostMetadata) -> Usage:
    from genai_prices import Usage

    # Cached tokens are part of the input; genai-prices charges each token once.
    counts: dict[str, Any] = {
        "input_tokens": int(metadata.input_tokens or 0),
        "output_tokens": int(metadata.output_tokens or 0),
    }
    if metadata.cached_tokens:
        # Some services count more cached tokens than tokens of the input.
        cached = min(int(metadata.cached_tokens), counts["input_tokens"])
        counts["cache_read_tokens"] = cached
    if metadata.cache_write_tokens:
        counts["cache_write_tokens"] = metadata.cache_write_tokens
    return Usage(**counts)
