"""A service of your own that speaks the OpenAI format, under a name of your own."""

from __future__ import annotations

import os

from mirascope import llm

llm.register_provider(
    "office",
    base_url=os.environ.get("OFFICE_BASE_URL", "http://localhost:9000/v1"),
    api_key="not-needed",
)


@llm.call("office/qwen3-8b")
def recommend(genre: str) -> str:
    return f"Recommend a {genre} book."


def main() -> None:
    """Ask the service; the answer names its provider and has no price."""
    response = recommend("fantasy")
    print(response.content)
    print(response.provider, response.model, response.cost)


if __name__ == "__main__":
    main()
