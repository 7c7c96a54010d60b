"""A typed value that can be used while it arrives."""

from __future__ import annotations

import asyncio

from pydantic import BaseModel

from mirascope import llm


class Recipe(BaseModel):
    """A recipe."""

    dish: str
    steps: list[str]


@llm.call(provider="openai", model="gpt-4o-mini", response_model=Recipe, stream=True)
def invent(thing: str) -> str:
    return f"Invent a recipe with {thing}."


@llm.call(
    provider="openai",
    model="gpt-4o-mini",
    response_model=list[str],
    stream=True,
    json_mode=True,
)
async def list_titles(genre: str) -> str:
    return f"List {genre} books."


async def watch() -> None:
    """Print a list as it grows; here the service writes JSON instead of a call."""
    async for titles in await list_titles("fantasy"):
        print(titles)


def main() -> None:
    """Print the partial recipes, then the whole one and what is known about it."""
    stream = invent("leeks")
    for recipe in stream:
        print(recipe.dish, recipe.steps)  # a partial one: what is missing is None
    print(repr(stream.constructed_response_model))
    print(stream.stream.output_tokens, "tokens")
    asyncio.run(watch())


if __name__ == "__main__":
    main()
