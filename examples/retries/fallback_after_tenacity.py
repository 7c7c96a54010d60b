"""Between the two: tenacity tries one provider again before the next one is asked."""

from __future__ import annotations

from tenacity import RetryError, retry, stop_after_attempt

from mirascope import llm
from mirascope.retries import fallback


@fallback(
    RetryError,
    [
        {
            "catch": RetryError,
            "provider": "groq",
            "model": "llama-3.3-70b-versatile",
        }
    ],
)
@retry(stop=stop_after_attempt(2))
@llm.call(provider="openai", model="gpt-4o-mini")
def recommend_book(genre: str) -> str:
    return f"Recommend a {genre} book."


def main() -> None:
    """Fail twice here, once there, and succeed."""
    response = recommend_book("fantasy")
    print(response.provider, response.content)


if __name__ == "__main__":
    main()
