"""Async calls that are made at once fall back each for itself."""

from __future__ import annotations

import asyncio

from mirascope import llm
from mirascope.retries import fallback


@fallback(
    llm.ServerError,
    [
        {
            "catch": llm.ServerError,
            "provider": "groq",
            "model": "llama-3.3-70b-versatile",
        }
    ],
)
@llm.call(provider="openai", model="gpt-4o-mini")
async def recommend_book(genre: str) -> str:
    return f"Recommend a {genre} book."


async def main() -> None:
    """Ask twice, of which one call fails at the first provider."""
    genres = ("fantasy", "horror")
    for response in await asyncio.gather(*map(recommend_book, genres)):
        print(response.provider, response.content)


if __name__ == "__main__":
    asyncio.run(main())
