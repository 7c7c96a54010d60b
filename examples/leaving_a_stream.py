"""A structured stream that is left early, and one that is read twice."""

from __future__ import annotations

from pydantic import BaseModel

from mirascope import llm


class Recipe(BaseModel):
    """A recipe."""

    dish: str
    steps: list[str]


@llm.call(provider="openai", model="gpt-4o-mini", response_model=Recipe, stream=True)
def invent(thing: str) -> str:
    return f"Invent a recipe with {thing}."


def main() -> None:
    """Leave at the first step; leaving ends the answer at the service."""
    left = invent("leeks")
    for recipe in left:
        if recipe.steps:
            break
    print([recipe.steps for recipe in left])  # what had arrived, without a request
    read = invent("leeks")
    first, second = list(read), list(read)
    print(first == second, read.constructed_response_model.steps)


if __name__ == "__main__":
    main()
