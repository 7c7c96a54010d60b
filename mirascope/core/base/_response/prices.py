"""What an answer costs, and what that depends on: genai-prices has the prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_args

from pydantic.alias_generators import to_camel
from pydantic_core import to_jsonable_python

from mirascope._providers import PROVIDERS
from mirascope.core.base._fields import as_dict, as_mapping, is_dict, is_list
from mirascope.core.base.types import (
    AudioMetadata,
    CostMetadata,
    ImageMetadata,
    LocalProvider,
    Provider,
    VideoMetadata,
)
from mirascope.exceptions import InvalidCallError, UnknownProviderError

if TYPE_CHECKING:
    from mirascope.core.base._codec.codec import Codec
    from mirascope.core.base._codec.vocabulary import Tokens

PRICED = {name: one.prices for name, one in PROVIDERS.items() if one.prices}
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

UNPRICED = (PROVIDERS.keys() | set(get_args(LocalProvider))) - PRICED.keys()
"""Providers without a price list: their own hardware, or they report the cost."""


_TICKS = 10**10
"""How many of the ticks in which xAI reports a cost are a dollar.
https://docs.x.ai/docs/key-information/consumption-and-rate-limits"""


def listed_as(provider: str) -> str | None:
    """Give the name that genai-prices has for a provider, if it has one."""
    return PRICED.get(provider) or _registered.get(provider)


def register_prices(provider: str, prices: str | None) -> None:
    """Let a provider of the program's own be priced as another, or by a list."""
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


def cost_of(provider: str, model: object, metadata: CostMetadata) -> float | None:
    """Calculate the price of a call to any provider; `None` if it is unknown."""
    if metadata.cost is not None:
        return metadata.cost
    listed = listed_as(provider)
    if (
        listed is None
        or not isinstance(model, str)  # whatever the service sent
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
    conditions = {
        "processing": "batch" if is_batch else None,
        "service_tier": metadata.tier,
        "speed": metadata.speed,
        "region": metadata.region,
    }
    return {name: value for name, value in conditions.items() if value is not None}


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


def metadata_of(
    provider: str, codec: Codec | None, native: Any, tokens: Tokens
) -> CostMetadata:
    """Gather what the price of an answer, native or JSON, depends on."""
    return CostMetadata(
        input_tokens=tokens.input,
        output_tokens=tokens.output,
        cached_tokens=tokens.cached,
        cache_write_tokens=tokens.written,
        **({} if codec is None else _details(provider, codec, native)),
    )


def _details(provider: str, codec: Codec, native: Any) -> dict[str, Any]:
    """Read what else the price depends on, as fields of `CostMetadata`."""
    usage: dict[str, Any] = _wire(codec.usage(native))
    if not usage:
        return {}
    top = as_mapping(native)
    tier = usage.get("service_tier") or top.get("service_tier")
    tier = tier or as_mapping(top.get("serviceTier")).get("type")
    return {
        "units": _units(provider, usage) or None,
        "tier": tier if isinstance(tier, str) else None,
        "speed": usage.get("speed"),
        "tool_use_tokens": usage.get("toolUsePromptTokenCount"),
        "cost": _reported(provider, usage),
    }


def _wire(usage: Any) -> dict[str, Any]:
    """Give the usage as it was on the wire."""
    counts = to_jsonable_python(as_dict(usage), fallback=str)
    if not is_dict(counts):
        return {}
    is_google = any(key.endswith("token_count") for key in counts)
    return _camel(counts) if is_google else counts


def _camel(value: Any) -> Any:
    if is_list(value):
        return list(map(_camel, value))
    if is_dict(value):
        given = {key: one for key, one in value.items() if one is not None}
        return {to_camel(key): _camel(one) for key, one in given.items()}
    return value


def _units(provider: str, usage: Mapping[str, Any]) -> dict[str, Any]:
    """Count what genai-prices charges for, less what every answer is counted in."""
    listed = listed_as(provider)
    if listed is None:
        return {}
    from genai_prices import extract_usage

    data = {"usage": usage, "usageMetadata": usage}
    for flavor in ("chat", "default"):
        try:
            found = extract_usage(data, provider_id=listed, api_flavor=flavor)
        except (LookupError, ValueError, TypeError):
            continue
        counts = vars(found.usage).items()
        return {name: n for name, n in counts if n and name not in COMMON_UNITS}
    return {}


def _reported(provider: str, usage: Mapping[str, Any]) -> float | None:
    """Read what the service itself says that the answer cost, in US dollars."""
    if provider == "azure":
        return None  # whose models repeat what they cost elsewhere
    ticks, cost = usage.get("cost_in_usd_ticks"), usage.get("cost")
    if isinstance(ticks, int | float) and not isinstance(ticks, bool):
        return ticks / _TICKS
    if not isinstance(cost, int | float) or isinstance(cost, bool):
        return None
    # https://openrouter.ai/docs/use-cases/byok: what is paid with one's own key.
    upstream = as_mapping(usage.get("cost_details")).get("upstream_inference_cost")
    return cost + (upstream or 0) if usage.get("is_byok") else float(cost)
