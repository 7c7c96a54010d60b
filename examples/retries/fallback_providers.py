"""Three providers: the first that answers is the one that counts."""

from __future__ import annotations

from mirascope import llm
from mirascope.retries import FallbackError, fallback
from mirascope.retries.fallback import Fallback

BUSY = (llm.RateLimitError, llm.ServerError, llm.APIConnectionError)
OTHERS: list[Fallback] = [
    {
        "catch": BUSY,
        "provider": "anthropic",
        "model": "claude-sonnet-4-6",
        "call_params": {"max_tokens": 200},
    },
    {"catch": BUSY, "provider": "groq", "model": "llama-3.3-70b-versatile"},
]


@fallback(catch=BUSY, fallbacks=OTHERS)
@llm.call(provider="openai", model="gpt-4o-mini", call_params={"temperature": 0.5})
def recommend_book(genre: str) -> str:
    return f"Recommend a {genre} book."


def main() -> None:
    """Ask while one provider is busy after the other."""
    response = recommend_book("fantasy")
    print(response.provider, response.content)
    for error in response._caught:
        assert isinstance(error, llm.ProviderError)
        print(error.provider, error.http_status)
    try:
        recommend_book("fantasy")
    except FallbackError as failed:
        print(len(failed.errors), "providers failed")


if __name__ == "__main__":
    main()
