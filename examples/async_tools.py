"""Async tools: what the model called for runs at the same time."""

from __future__ import annotations

import asyncio

from mirascope import BaseMessageParam, Messages, llm


async def get_weather(city: str) -> str:
    """Get the weather of a city.

    Args:
        city: The city.
    """
    await asyncio.sleep(0)
    return f"{len(city)} degrees in {city}"


@llm.call(provider="openai", model="gpt-4o-mini", tools=[get_weather])
async def chat(history: list[BaseMessageParam]) -> list[BaseMessageParam]:
    return history


async def main() -> None:
    """Ask about two cities; the answer comes after both tools."""
    history = [Messages.User("Compare Oslo and Lima.")]
    response = await chat(history)
    tools = response.tools or []
    outputs = await asyncio.gather(*(tool.call() for tool in tools))
    print(outputs)
    history.append(response.message_param)
    history += response.tool_message_params([*zip(tools, outputs, strict=True)])
    print((await chat(history)).content)


if __name__ == "__main__":
    asyncio.run(main())
