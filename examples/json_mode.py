"""JSON mode: for a response model, strictly by its schema, and for text."""

from __future__ import annotations

import json

from pydantic import BaseModel

from mirascope import llm
from mirascope.core import ResponseModelConfigDict


class City(BaseModel):
    """A city."""

    name: str
    country: str


class StrictCity(City):
    """A city; the service enforces the schema."""

    model_config = ResponseModelConfigDict(strict=True)


@llm.call(provider="openai", model="gpt-4o-mini", response_model=City, json_mode=True)
def locate(city: str) -> str:
    return f"Where is {city}?"


locate_strictly = llm.override(locate, response_model=StrictCity, json_mode=True)


@llm.call(provider="openai", model="gpt-4o-mini", json_mode=True)
def locate_as_text(city: str) -> str:
    return f'Where is {city}? Give "name" and "country".'


def main() -> None:
    """Ask in each way; the last answer is parsed by hand."""
    print(repr(locate("Oslo")))
    print(repr(locate_strictly("Oslo")))
    print(json.loads(locate_as_text("Oslo").content))


if __name__ == "__main__":
    main()
