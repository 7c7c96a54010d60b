"""Prices of the ordinary answer, without asking genai-prices for each of them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from time import monotonic
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from mirascope.core.base._bounded_cache import put_bounded
from mirascope.core.base._codec.vocabulary import Tokens
from mirascope.core.base._fields import as_mapping, is_list, is_mapping

from .prices import listed_as

_KEPT_S = 60.0
"""How long prices are kept: programs may update the lists of genai-prices."""
_KEPT = 256
_PROBE = 1_000_000
_COUNTED = frozenset(
    {
        *("prompt_tokens", "completion_tokens", "total_tokens", "text_tokens"),
        *("input_tokens", "output_tokens", "reasoning_tokens", "cached_tokens"),
        *("accepted_prediction_tokens", "rejected_prediction_tokens"),
        *("num_cached_tokens", "cache_read_input_tokens"),
        *("cache_creation_input_tokens", "ephemeral_5m_input_tokens"),
        *("prompt_token_count", "candidates_token_count", "total_token_count"),
        *("cached_content_token_count", "thoughts_token_count", "token_count"),
        *("inputTokens", "outputTokens", "totalTokens"),
        *("cacheReadInputTokens", "cacheWriteInputTokens"),
        *("queue_time", "prompt_time", "completion_time", "total_time"),
    }
)
"""What usage objects say that `Tokens` has, or that has no price."""
_TEXT = frozenset({"service_tier", "traffic_type", "inference_geo"})
"""The words in them that no price depends on, other than the tier."""


class FlatPrice(NamedTuple):
    """What tokens cost whatever their number, in US dollars each."""

    request: float
    input: float
    cached: float
    written: float
    output: float

    def cost(self, tokens: Tokens) -> float:
        """Calculate what an answer costs."""
        given, cached, made, written, _ = tokens
        cost = self.request + self.input * (given or 0) + self.output * (made or 0)
        if cached:
            cost += (self.cached - self.input) * min(cached, given or 0)
        if written:
            cost += (self.written - self.input) * written
        return cost


VARIES: Final = "varies"
"""In the place of a price that depends on more than the number of tokens."""
ListedPrice: TypeAlias = "FlatPrice | Literal['varies'] | None"

_prices: dict[tuple[str, str, str | None], tuple[float, ListedPrice]] = {}


def listed_price(provider: str, model: object, tier: str | None = None) -> ListedPrice:
    """Give what the tokens of a model cost; `None` if that is unknown."""
    listed = listed_as(provider)
    if listed is None or not isinstance(model, str):
        return None
    key = (listed, model, tier)
    known = _prices.get(key)
    if known is None or known[0] < monotonic():
        known = monotonic() + _KEPT_S, _find(*key)
        put_bounded(_prices, key, known, _KEPT)
    return known[1]


def _find(listed: str, model: str, tier: str | None) -> ListedPrice:
    from genai_prices import Usage, calc_price

    context = None if tier is None else {"service_tier": tier}

    def price(**counts: int) -> Any:
        usage = Usage(**{"input_tokens": 0, "output_tokens": 0, **counts})
        return calc_price(usage, model, provider_id=listed, price_context=context)

    try:
        base = price()
        found: Any = base.model_price
        prices: list[Any] = [*filter(None, found.__dict__.values())]
        # A list holds prices that depend on the time, and tiers depend on the number.
        varies = is_list(base.model.prices)
        if varies or not all(isinstance(one, Decimal) for one in prices):
            return VARIES
        each = [
            float((price(**counts).total_price - base.total_price) / _PROBE)
            for counts in (
                {"input_tokens": _PROBE},
                {"input_tokens": _PROBE, "cache_read_tokens": _PROBE},
                {"input_tokens": _PROBE, "cache_write_tokens": _PROBE},
                {"output_tokens": _PROBE},
            )
        ]
    except LookupError:
        return None
    except ValueError:
        return VARIES
    return FlatPrice(float(base.total_price), *each)


def tier_of(usage: Any, top: Mapping[str, Any]) -> tuple[bool, str | None]:
    """Tell whether the price depends only on `Tokens` and a tier, and on which.

    Args:
        usage: The service's usage object, or its JSON.
        top: The fields of the answer.

    Returns:
        Whether nothing else is charged for, and the tier.
    """
    fields = as_mapping(usage)
    tier = fields.get("service_tier") or top.get("service_tier")
    is_flat = (
        (tier is None or isinstance(tier, str))
        and not top.get("serviceTier")
        and _is_counted(fields)
    )
    return is_flat, tier if isinstance(tier, str) else None


def _is_counted(fields: Mapping[str, Any]) -> bool:
    """Tell whether a usage object holds nothing but ordinary counts."""
    for name, value in fields.items():
        if not value or name in _COUNTED or name in _TEXT:
            continue
        if is_list(value):
            if not all(map(_is_text, value)):
                return False
        elif isinstance(value, int | float | str) or not _is_counted(as_mapping(value)):
            return False
    return True


def _is_text(detail: Any) -> bool:
    """Tell whether a detail by modality, as Google has them, is of text."""
    if not is_mapping(detail) and not hasattr(detail, "__dict__"):
        return False
    modality = as_mapping(detail).get("modality")
    return getattr(modality, "value", modality) == "TEXT"
