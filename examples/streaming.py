"""A streamed answer, and the response that it becomes."""

from __future__ import annotations

from mirascope import llm


@llm.call(provider="openai", model="gpt-4o-mini", stream=True)
def recommend(genre: str) -> str:
    return f"Recommend a {genre} book."


def main() -> None:
    """Print the answer as it comes, then what is known at its end."""
    stream = recommend("fantasy")  # nothing is sent before the loop
    for chunk, _ in stream:
        print(chunk.content, end="", flush=True)
    print()
    print(stream.finish_reasons, stream.input_tokens, stream.output_tokens)
    response = stream.construct_call_response()
    print(response.content)


if __name__ == "__main__":
    main()
