"""A limit that retries and fallbacks share: each of their requests counts."""

from __future__ import annotations

from mirascope import llm
from mirascope.retries import fallback

LIMIT = llm.limit(requests_per_minute=600, concurrency=4, usd=0.5)


@fallback(
    llm.RateLimitError,
    [
        {
            "catch": llm.RateLimitError,
            "provider": "anthropic",
            "model": "claude-sonnet-4-6",
        }
    ],
)
@llm.call(provider="openai", model="gpt-4o-mini", limit=LIMIT)
def recommend_book(genre: str) -> str:
    return f"Recommend a {genre} book."


def main() -> None:
    """Ask once, which takes two requests."""
    response = recommend_book("fantasy")
    print(response.provider, response.content)
    print(LIMIT.requests, "requests,", LIMIT.spent_usd > 0)


if __name__ == "__main__":
    main()
