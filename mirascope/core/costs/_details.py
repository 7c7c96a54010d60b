"""What the price of an answer depends on besides the tokens that all services count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from pydantic.alias_generators import to_camel
from pydantic_core import to_jsonable_python

from mirascope.core.base._fields import fields, plain
from mirascope.core.base.types import CostMetadata

from ._calculate import COMMON_UNITS, listed_as

if TYPE_CHECKING:
    from mirascope.core.base._codec.codec import Codec
    from mirascope.core.base._codec.vocabulary import Tokens

_TICKS = 10**10
"""How many of the ticks in which xAI reports a cost are a dollar.
https://docs.x.ai/docs/key-information/consumption-and-rate-limits"""


def metadata_of(
    provider: str, codec: Codec | None, native: Any, tokens: Tokens
) -> CostMetadata:
    """Gather what the price of an answer depends on.

    Args:
        provider: The provider that answered.
        codec: What reads its answers, if there is something.
        native: The answer, as an object of the SDK, JSON, or rebuilt from a stream.
        tokens: What all services count.

    Returns:
        The metadata.
    """
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
    top = fields(native)
    tier = usage.get("service_tier") or top.get("service_tier")
    tier = tier or fields(top.get("serviceTier")).get("type")
    return {
        "units": _units(provider, usage) or None,
        "tier": tier if isinstance(tier, str) else None,
        "speed": usage.get("speed"),
        "tool_use_tokens": usage.get("toolUsePromptTokenCount"),
        "cost": _reported(provider, usage),
    }


def _wire(usage: Any) -> dict[str, Any]:
    """Give the usage as it was on the wire."""
    said: Any = to_jsonable_python(plain(usage), fallback=str)
    if not isinstance(said, dict):
        return {}
    counts = cast("dict[str, Any]", said)
    is_google = any(key.endswith("token_count") for key in counts)
    return cast("dict[str, Any]", _camel(counts)) if is_google else counts


def _camel(value: Any) -> Any:
    if isinstance(value, list):
        return [_camel(one) for one in cast("list[Any]", value)]
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value).items()
        return {to_camel(key): _camel(one) for key, one in items if one is not None}
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
    upstream = fields(usage.get("cost_details")).get("upstream_inference_cost")
    return cost + (upstream or 0) if usage.get("is_byok") else float(cost)
