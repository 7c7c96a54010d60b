"""A real model, in this process, makes typed values: what it says is its own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from enum import Enum
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field

from mirascope import close_clients, llm
from mirascope.core import BasePrompt, prompt_template
from mirascope.core.base import CommonCallParams
from mirascope.exceptions import TruncatedError
from tests.answers import need_embedded_model

MODEL = "smollm2-135m"
STEADY: CommonCallParams = {"temperature": 0, "max_tokens": 60}


class Continent(Enum):
    EUROPE = "Europe"
    ASIA = "Asia"


class Place(BaseModel):
    """Where a city is."""

    country: str = Field(max_length=30)
    continent: Continent


class City(BaseModel):
    """A city."""

    name: str = Field(max_length=30)
    place: Place
    size: Literal["small", "large"]


@prompt_template("Describe the city {city}, which is in {country}.")
class Describe(BasePrompt):
    city: str
    country: str


PARIS = Describe(city="Paris", country="France")


@pytest.fixture(scope="module", autouse=True)
def the_model() -> Iterator[None]:
    """Keep the model loaded for this module, and free it in the end."""
    need_embedded_model()
    yield
    close_clients()


def call(**options: Any) -> Any:
    return llm.call("local", MODEL, call_params=STEADY, **options)


@pytest.fixture(scope="module")
def paris(the_model: None) -> City:
    """What the model says of Paris."""
    return PARIS.run(call(response_model=City))


def test_the_model_fills_a_pydantic_model(paris: City) -> None:
    assert type(paris) is City
    assert paris.name == "Paris"
    assert type(paris.place.continent) is Continent
    response = paris._response
    assert (response.provider, response.model) == ("local", MODEL)
    assert 0 < response.output_tokens <= 60


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_a_structured_stream_of_it_grows_to_the_same(
    is_async: bool, paris: City, runner: asyncio.Runner
) -> None:
    async def collect() -> tuple[Any, list[Any]]:
        stream = await PARIS.run_async(call(response_model=City, stream=True))
        return stream, [item async for item in stream]

    if is_async:
        stream, items = runner.run(collect())
    else:
        stream = PARIS.run(call(response_model=City, stream=True))
        items = list(stream)
    *partials, last = items
    assert last == paris
    assert stream.constructed_response_model is last
    assert last._response.output_tokens == paris._response.output_tokens
    names = [one.name for one in partials if one.name]
    assert len(partials) > 5
    assert all(isinstance(one, City) for one in partials)
    assert all("Paris".startswith(name) for name in names)
    assert partials[-1].model_dump() == paris.model_dump()


def test_json_mode_and_a_builtin_type() -> None:
    @call(response_model=Literal["dog", "fish"], json_mode=True)
    def sort(animal: str) -> str:
        return f"Is a {animal} a dog or a fish?"

    assert sort("poodle") in ("dog", "fish")


def test_an_answer_that_is_cut_off_says_so() -> None:
    cut: CommonCallParams = {"temperature": 0, "max_tokens": 5}
    with pytest.raises(TruncatedError) as caught:
        PARIS.run(llm.call("local", MODEL, call_params=cut, response_model=City))
    assert caught.value.response.finish_reasons == ["length"]
