"""A stream goes on at another provider, and says so where it begins anew."""

from __future__ import annotations

from mirascope import llm
from mirascope.retries import fallback
from mirascope.retries.fallback import Fallback

OTHER: Fallback = {
    "catch": llm.ProviderError,
    "provider": "anthropic",
    "model": "claude-sonnet-4-6",
}


@fallback(llm.ProviderError, [OTHER], restart_streams=True)
@llm.call(provider="openai", model="gpt-4o-mini", stream=True)
def recommend_book(genre: str) -> str:
    return f"Recommend a {genre} book."


def show() -> None:
    """Read a stream; what was read before it began anew is void."""
    stream, text = recommend_book("fantasy"), ""
    for chunk, _ in stream:
        if chunk.restarted:
            print(f"void: {text!r}")
            text = ""
        text += chunk.content
    print(stream.provider, text)


def main() -> None:
    """Read one that cannot be opened, and one that breaks off."""
    show()
    show()


if __name__ == "__main__":
    main()
