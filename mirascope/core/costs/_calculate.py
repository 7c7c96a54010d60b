"""Token counts and prices: the figures come from the package genai-prices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from mirascope.core.base.types import (
    AudioMetadata,
    CostMetadata,
    ImageMetadata,
    LocalProvider,
    Provider,
    VideoMetadata,
)
from mirascope.exceptions import InvalidCallError, UnknownProviderError

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

_registered: dict[str, str] = {}
"""The providers that programs have registered with a price list."""
COMMON_UNITS = frozenset(
    {
        *("input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens"),
        "output_reasoning_tokens",
    }
)
"""What every answer is counted in, by the names that genai-prices has."""

UNPRICED = frozenset({"litellm", "local", "ollama", "vllm"})
"""Providers without a price list: their own hardware, or they report the cost."""


def listed_as(provider: str) -> str | None:
    """Find the price list of a provider.

    Args:
        provider: The provider's name.

    Returns:
        The name that genai-prices has for it; `None` if it has none.
    """
    return PRICED.get(provider) or _registered.get(provider)


def register_prices(provider: str, prices: str | None) -> None:
    """Let a provider of the program's own be priced by a list.

    Args:
        provider: The provider's name.
        prices: One of our providers, or a list of genai-prices such as `openrouter`;
            `None` for none.

    Raises:
        InvalidCallError: There is no such list.
    """
    if prices is None:
        _registered.pop(provider, None)
        return
    from genai_prices.types import ProviderID

    known = get_args(ProviderID)
    listed = PRICED.get(prices, prices)
    if listed not in known:
        raise InvalidCallError(
            f"`prices` of provider {provider!r} is {prices!r}, which is no price list: "
            f"give one of {', '.join(sorted({*known, *PRICED}))}"
        )
    _registered[provider] = listed


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
    if listed_as(provider) is None and provider not in UNPRICED:
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
    listed = listed_as(provider)
    if (
        listed is None
        or metadata.input_tokens is None
        or metadata.output_tokens is None
    ):
        return None
    from genai_prices import Usage, calc_price

    common, more = _common(metadata), _more(metadata)
    context = _context(metadata)
    for counts in ({**common, **more}, common) if more else (common,):
        try:
            price = calc_price(
                Usage(**counts), model, provider_id=listed, price_context=context
            )
        except LookupError:
            return None
        except ValueError:
            continue  # more of a kind than there is in all
        return float(price.total_price)
    return None


def _context(metadata: CostMetadata) -> dict[str, str]:
    """Say under which conditions the service answered."""
    is_batch = metadata.batch_mode or metadata.tier == "batch"
    said = {
        "processing": "batch" if is_batch else None,
        "service_tier": metadata.tier,
        "speed": metadata.speed,
        "region": metadata.region,
    }
    return {name: value for name, value in said.items() if value is not None}


def _more(metadata: CostMetadata) -> dict[str, Any]:
    """Count what only some answers have; what the provider says goes first."""
    grounding = metadata.google and metadata.google.grounding_requests
    counts: dict[str, Any] = {
        "input_image_tokens": _tokens(metadata.images),
        "input_video_tokens": _tokens(metadata.videos),
        "input_audio_tokens": _tokens(metadata.audio),
        "output_audio_tokens": _tokens(metadata.audio_output),
        "input_tool_tokens": metadata.tool_use_tokens,
        "web_searches": grounding,
        **(metadata.units or {}),
    }
    return {name: count for name, count in counts.items() if count}


def _tokens(
    media: Sequence[ImageMetadata | VideoMetadata | AudioMetadata] | None,
) -> int:
    return sum(one.tokens or 0 for one in media or ())


def _common(metadata: CostMetadata) -> dict[str, Any]:
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
    return counts
