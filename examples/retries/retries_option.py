"""`retries=` sends a failed request again, after as long as the service asks for."""

from __future__ import annotations

from mirascope import llm


@llm.call(provider="openai", model="gpt-4o-mini", retries=2)
def recommend_book(genre: str) -> str:
    return f"Recommend a {genre} book."


def main() -> None:
    """Ask a service that is busy at first."""
    response = recommend_book("fantasy")
    print(response.content)
    for attempt in response.attempts:
        print(f"{attempt.error!r:.14} {attempt.wait_s:.1f}")


if __name__ == "__main__":
    main()
