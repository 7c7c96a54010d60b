"""A policy says what is tried again, and for how long; a block sets it for calls."""

from __future__ import annotations

from mirascope import llm

PATIENT = llm.RetryPolicy(
    attempts=3, on=(llm.RateLimitError, llm.OverloadedError), total_s=20
)


@llm.call(provider="openai", model="gpt-4o-mini")
def recommend_book(genre: str) -> str:
    return f"Recommend a {genre} book."


@llm.call(provider="anthropic", model="claude-sonnet-4-6", stream=True)
def tell_of_book(genre: str) -> str:
    return f"Recommend a {genre} book."


def main() -> None:
    """Make two calls under one policy; a stream is tried again until it begins."""
    with llm.context(retries=PATIENT):
        response = recommend_book("fantasy")
        stream = tell_of_book("horror")
    print(len(response.attempts), response.content)
    print("".join(chunk.content for chunk, _ in stream))
    print(len(stream.attempts), "attempts")


if __name__ == "__main__":
    main()
