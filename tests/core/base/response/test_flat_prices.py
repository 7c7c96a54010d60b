"""Prices without genai-prices for each answer are those with it."""

from __future__ import annotations

import pytest
from genai_prices.data_snapshot import get_snapshot

from mirascope.core.base.types import CostMetadata
from tests.internals import FlatPrice, Tokens, cost_of, listed_price

COUNTS = [
    Tokens(1000, None, 500),
    Tokens(1000, 400, 500),
    Tokens(1000, 0, 500, 300),
    Tokens(300_000, 100_000, 7, 50_000),
    Tokens(0, 0, 0),
]


@pytest.mark.parametrize("provider", ["openai", "anthropic", "google", "groq", "xai"])
def test_a_flat_price_is_what_the_list_says(provider: str) -> None:
    listed = {"xai": "x-ai"}.get(provider, provider)
    [known] = [one for one in get_snapshot().providers if one.id == listed]
    flat = 0
    for model in known.models:
        price = listed_price(provider, model.id)
        if not isinstance(price, FlatPrice):
            continue
        flat += 1
        for tokens in COUNTS:
            metadata = CostMetadata(
                input_tokens=tokens.input,
                output_tokens=tokens.output,
                cached_tokens=tokens.cached,
                cache_write_tokens=tokens.written,
            )
            expected = cost_of(provider, model.id, metadata)
            assert price.cost(tokens) == pytest.approx(expected), (model.id, tokens)
    assert flat > 3


def test_what_is_not_listed_has_no_price() -> None:
    for provider, model in (("openai", "gpt-unheard-of"), ("local", "x"), ("x", "y")):
        assert listed_price(provider, model) is None
    assert listed_price("openai", None) is None
    assert listed_price("openai", "gpt-4o-mini") is listed_price(
        "openai", "gpt-4o-mini"
    )
