"""`retries=` is used up at one provider before the next one is asked."""

from __future__ import annotations

from mirascope import llm
from mirascope.retries import fallback


@fallback(
    llm.RateLimitError,
    [
        {
            "catch": llm.RateLimitError,
            "provider": "groq",
            "model": "llama-3.3-70b-versatile",
        }
    ],
)
@llm.call(provider="openai", model="gpt-4o-mini", retries=1)
def recommend_book(genre: str) -> str:
    return f"Recommend a {genre} book."


def main() -> None:
    """Fail twice at the first provider, and once at the second."""
    with llm.track() as total:
        response = recommend_book("fantasy")
    print(response.provider, response.content)
    print(total.calls, "requests,", total.failed, "failed")


if __name__ == "__main__":
    main()
