"""Async calls: many at once, and streamed."""

from __future__ import annotations

import asyncio

from mirascope import llm


@llm.call(provider="openai", model="gpt-4o-mini")
async def recommend(genre: str) -> str:
    return f"Recommend a {genre} book."


@llm.call(provider="openai", model="gpt-4o-mini", stream=True)
async def stream_book(genre: str) -> str:
    return f"Recommend a {genre} book."


async def main() -> None:
    """Ask for two books at once, then for one in pieces."""
    for response in await asyncio.gather(recommend("fantasy"), recommend("horror")):
        print(response.content)
    async for chunk, _ in await stream_book("fantasy"):
        print(chunk.content, end="", flush=True)
    print()


if __name__ == "__main__":
    asyncio.run(main())
