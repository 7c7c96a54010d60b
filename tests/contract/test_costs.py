"""What a call cost, and that nothing is downloaded or guessed to know it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mirascope import llm
from mirascope.core import ImageURLPart, calculate_cost
from mirascope.core.base import CostMetadata
from tests.server import Answer, Server, Usage

from .row import Row
from .rows import ROWS
from .way import Way, make_prompt

MANY = Usage(input=1_000_000, output=1_000_000, cached=0)


def row_of(id: str) -> Row:
    return next(row for row in ROWS if row.id == id)


def cost_of(way: Way, model: str, usage: Usage = MANY) -> float | None:
    way.server.will(Answer(usage=usage))
    return way.ask(model=model).cost


def test_a_known_model_has_a_price_whole_and_streamed(way: Way) -> None:
    way.server.will(Answer(usage=MANY))
    stream = way.stream()
    way.collect(stream)
    whole = way.ask()
    assert whole.cost == stream.cost == stream.construct_call_response().cost
    if "price" in way.row.has:
        assert whole.cost is not None
        assert whole.cost > 0
    else:
        assert whole.cost is None


def test_cached_tokens_are_not_paid_twice(make_way: Callable[..., Way]) -> None:
    way = make_way(row_of("openai"))
    cached = Usage(input=10**6, output=10**6, cached=10**6)
    assert cost_of(way, "gpt-4o-mini") == pytest.approx(0.15 + 0.6)
    assert cost_of(way, "gpt-4o-mini", cached) == pytest.approx(0.075 + 0.6)


@pytest.mark.parametrize("id", ["ollama", "vllm"])
def test_a_local_service_has_no_price_of_openai(
    id: str, make_way: Callable[..., Way]
) -> None:
    assert not cost_of(make_way(row_of(id)), "gpt-4o-mini")


@pytest.mark.parametrize("id", ["xai", "groq"])
def test_another_service_has_a_price_of_its_own(
    id: str, make_way: Callable[..., Way]
) -> None:
    way = make_way(row_of(id))
    assert cost_of(way, "gpt-4o-mini") is None
    assert cost_of(way, way.row.model) == calculate_cost(
        way.row.provider,
        way.row.model,
        CostMetadata(input_tokens=10**6, output_tokens=10**6, cached_tokens=0),
    )


def test_an_unknown_model_has_no_price(way: Way) -> None:
    assert way.ask(model=way.row.unknown_model).cost is None


def test_the_model_that_answered_is_the_one_that_is_paid_for(server: Server) -> None:
    server.will(Answer(model="gpt-4o-2024-08-06", usage=MANY))
    ask = llm.call("openai", "some-alias")(make_prompt(str, False))
    assert ask("x").cost == pytest.approx(2.5 + 10)


@pytest.mark.needs("images")
def test_the_cost_of_images_needs_no_download(way: Way) -> None:
    response = way.ask(
        lambda _: [
            "look",
            ImageURLPart(type="image_url", url="https://x.test/a.png", detail=None),
        ]
    )
    assert (response.cost is not None) == ("price" in way.row.has)
    assert response.model_dump()["content"] == "Hello wörld"


def test_the_function_counts_what_the_property_counts(server: Server) -> None:
    server.will(Answer(usage=Usage(input=10, output=3, cached=4)))
    response = llm.call("openai", "gpt-4o-mini")(make_prompt(str, False))("x")
    assert response.cost_metadata.input_tokens == 10
    assert response.cost_metadata.cached_tokens == 4
    assert response.cost_metadata.output_tokens == 3
    assert response.cost == llm.calculate_cost(
        "openai", "gpt-4o-mini", response.cost_metadata
    )
    with pytest.raises(ValueError, match="'nobody'"):
        llm.calculate_cost("nobody", "m")
    assert llm.calculate_cost("openai", "gpt-4o-mini") is None
