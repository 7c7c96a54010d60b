"""Whether the model must, may or must not use a tool, and which one."""

from __future__ import annotations

from typing import Any

from mirascope import BaseDynamicConfig, llm


def get_weather(city: str) -> str:
    """Get the weather of a city.

    Args:
        city: The city.
    """
    return f"fine in {city}"


def get_time(city: str) -> str:
    """Get the time in a city.

    Args:
        city: The city.
    """
    return f"noon in {city}"


@llm.call(
    provider="openai",
    model="gpt-4o-mini",
    tools=[get_weather, get_time],
    call_params={"parallel_tool_calls": False},
)
def ask(text: str, choice: Any = "auto") -> BaseDynamicConfig:
    return {"messages": text, "call_params": {"tool_choice": choice}}


def main() -> None:
    """Ask the same with each choice; a choice is worded as the service wants it."""
    text = "What is the weather in Oslo?"
    named = {"type": "function", "function": {"name": "get_time"}}
    for choice in ("required", named):
        tool = ask(text, choice).tool
        print(tool.call() if tool else "no call")
    print(ask(text, "none").tools)


if __name__ == "__main__":
    main()
