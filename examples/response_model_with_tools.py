"""A response model with tools: the model may look things up before it answers."""

from __future__ import annotations

from pydantic import BaseModel

from mirascope import BaseMessageParam, Messages, llm


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
def research(history: list[BaseMessageParam]) -> list[BaseMessageParam]:
    return history


def main() -> None:
    """Ask until the answer is a city and no call of a tool."""
    history = [Messages.User("Where is Bergen?")]
    result = research(history)
    while not isinstance(result, City):
        history.append(result.message_param)
        outputs = [(tool, tool.call()) for tool in result.tools or []]
        history += result.tool_message_params(outputs)
        result = research(history)
    print(result)


if __name__ == "__main__":
    main()
