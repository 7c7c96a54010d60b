"""A server loads what its calls need before anybody waits for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import mirascope
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


@asynccontextmanager
async def lifespan() -> AsyncGenerator[None]:
    """What a web framework runs around its requests."""
    mirascope.warm_up(recommend_book)
    yield
    await mirascope.aclose_clients()


async def main() -> None:
    """Serve one request."""
    async with lifespan():
        print((await recommend_book("fantasy")).content)


if __name__ == "__main__":
    asyncio.run(main())
