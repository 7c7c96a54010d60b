"""Settings that depend on the arguments of the call."""

from __future__ import annotations

from mirascope import BaseDynamicConfig, llm, prompt_template


@llm.call(provider="openai", model="gpt-4o-mini", call_params={"temperature": 1.0})
@prompt_template("Recommend {count} {genre} books: {kind}.")
def recommend(genre: str, count: int) -> BaseDynamicConfig:
    return {
        "computed_fields": {"kind": "short ones" if count > 3 else "your favourites"},
        "call_params": {"max_tokens": 40 * count},
        "metadata": {"tags": {genre}},
    }


def main() -> None:
    """Show what one call sent."""
    response = recommend("fantasy", 5)
    print(response.content)
    print(response.user_message_param)
    print(response.call_kwargs["temperature"], response.call_kwargs["max_tokens"])
    print(response.metadata)


if __name__ == "__main__":
    main()
