"""Any decorator of tenacity goes above a call, as above any other function."""

from __future__ import annotations

from tenacity import (
    retry,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from mirascope import llm


@retry(
    retry=retry_if_exception_type((llm.RateLimitError, llm.ServerError)),
    stop=stop_after_attempt(3),
    wait=wait_random_exponential(multiplier=0.01),
    reraise=True,
)
@llm.call(provider="openai", model="gpt-4o-mini")
def recommend_book(genre: str) -> str:
    return f"Recommend a {genre} book."


def main() -> None:
    """Ask a service that is busy at first."""
    print(recommend_book("fantasy").content)


if __name__ == "__main__":
    main()
