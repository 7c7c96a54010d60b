"""A stream fails where it is read, so what reads it is what is retried."""

from __future__ import annotations

from tenacity import retry, retry_if_exception_type, stop_after_attempt

from mirascope import llm


@llm.call(provider="openai", model="gpt-4o-mini", stream=True)
def recommend_book(genre: str) -> str:
    return f"Recommend a {genre} book."


@retry(retry=retry_if_exception_type(llm.ProviderError), stop=stop_after_attempt(3))
def show_book(genre: str) -> str:
    for chunk, _ in recommend_book(genre):
        print(chunk.content, end="", flush=True)
    print()
    return "done"


def main() -> None:
    """Read a stream that breaks off once."""
    print(show_book("fantasy"))


if __name__ == "__main__":
    main()
