"""Tools of a streamed answer: each when it is complete, or also while it grows."""

from __future__ import annotations

import asyncio

from mirascope import llm


def save_note(title: str, text: str) -> str:
    """Save a note.

    Args:
        title: The title.
        text: The text.
    """
    return f"saved {title!r}"


@llm.call(provider="openai", model="gpt-4o-mini", tools=[save_note], stream=True)
def take_notes(topic: str) -> str:
    return f"Take notes on {topic}."


@llm.call(
    provider="openai",
    model="gpt-4o-mini",
    tools=[save_note],
    stream={"partial_tools": True},
)
async def take_notes_slowly(topic: str) -> str:
    return f"Take notes on {topic}."


async def watch() -> None:
    """Print how the arguments of each call grow."""
    async for _, tool in await take_notes_slowly("whales"):
        if tool is not None and tool.delta is not None:
            print("...", tool.args)  # what has not arrived is None
        elif tool is not None:
            print(tool.call())


def main() -> None:
    """Take notes, at once and in view."""
    stream = take_notes("whales")
    for chunk, tool in stream:
        if tool is not None:
            print(tool.call())
        elif chunk.content:
            print(chunk.content)
    print(len(stream.construct_call_response().tools or []), "calls in the response")
    asyncio.run(watch())


if __name__ == "__main__":
    main()
