"""A response model with tools: the model may look things up before it answers."""

from __future__ import annotations

from pydantic import BaseModel

from mirascope import llm


class City(BaseModel):
    """A city."""

    name: str
    country: str


def look_up(city: str) -> str:
    """Look a city up.

    Args:
        city: The city.
    """
    return f"{city} is in Norway"


@llm.call(provider="openai", model="gpt-4o-mini", response_model=City, tools=[look_up])
def research(city: str, found: str = "nothing") -> str:
    return f"Where is {city}? Known: {found}."


def main() -> None:
    """Ask until the answer is a city and no call of a tool."""
    result = research("Bergen")
    while not isinstance(result, City):
        assert result.tool is not None
        result = research("Bergen", found=result.tool.call())
    print(result)


if __name__ == "__main__":
    main()
