"""Another model, provider or form for a call that was written without it in mind."""

from __future__ import annotations

from mirascope import llm


@llm.call(provider="openai", model="gpt-4o-mini")
def recommend(genre: str) -> str:
    return f"Recommend a {genre} book."


in_grok = llm.override(recommend, provider="xai", model="grok-3-mini")
streamed = llm.override(recommend, stream=True)


def main() -> None:
    """Ask four times; the function itself never changes."""
    print(recommend("fantasy").model)
    print(in_grok("fantasy").model)
    for chunk, _ in streamed("fantasy"):
        print(chunk.content, end="", flush=True)
    print()
    with llm.context(provider="groq", model="llama-3.1-8b-instant"):
        response = recommend("fantasy")
    print(response.provider, response.model)


if __name__ == "__main__":
    main()
