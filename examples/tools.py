"""The three ways to write a tool: a function, a class, and a model with `call`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from mirascope import BaseTool, llm


def get_weather(city: str, days: int = 1) -> str:
    """Get the weather of a city.

    Args:
        city: The city.
        days: For how many days.
    """
    return f"fine in {city} for {days} day(s)"


class ReserveTable(BaseTool):
    """Reserve a table in a restaurant."""

    restaurant: str = Field(examples=["Chez Anna"])
    guests: Annotated[int, Field(description="How many people come", ge=1)]

    def call(self) -> str:
        return f"{self.restaurant} expects {self.guests}"


class Translate(BaseModel):
    """Translate a word into French."""

    word: str

    def call(self) -> dict[str, str]:
        return {self.word: {"tea": "thé"}.get(self.word, "?")}


@llm.call(
    provider="openai",
    model="gpt-4o-mini",
    tools=[get_weather, ReserveTable, Translate],
    call_params={"parallel_tool_calls": True},
)
def plan(wish: str) -> str:
    return f"Plan my evening: {wish}."


def main() -> None:
    """Run what the model called, in its order; it may call several at once."""
    response = plan("weather in Oslo and Rome, a table for two, and say tea")
    for tool in response.tools or []:
        print(tool._name(), tool.args, "->", tool.call())
        if isinstance(tool, ReserveTable):
            print("for", tool.guests)


if __name__ == "__main__":
    main()
