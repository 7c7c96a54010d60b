"""Strict tools: the service itself makes sure that the arguments fit."""

from __future__ import annotations

import json

from pydantic import Field

from mirascope import BaseTool, llm
from mirascope.core.openai import OpenAIToolConfig


class ReserveTable(BaseTool):
    """Reserve a table in a restaurant."""

    tool_config = OpenAIToolConfig(strict=True)

    restaurant: str
    guests: int = Field(default=2, description="How many people come")

    def call(self) -> str:
        return f"{self.restaurant} expects {self.guests}"


@llm.call(provider="openai", model="gpt-4o-mini", tools=[ReserveTable])
def plan(wish: str) -> str:
    return f"Plan my evening: {wish}."


def main() -> None:
    """Show what the service enforces; what it leaves out has its default."""
    response = plan("a table at Anna's")
    function = response.call_kwargs["tools"][0]["function"]
    print(function["strict"], function["parameters"]["required"])
    print(json.dumps(function["parameters"]["properties"]["guests"]))
    for tool in response.tools or []:
        print(tool.call())


if __name__ == "__main__":
    main()
