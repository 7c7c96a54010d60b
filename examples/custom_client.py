"""A client of your own, for the decorator or for one call."""

from __future__ import annotations

import os

from openai import OpenAI

from mirascope import BaseDynamicConfig, llm

patient = OpenAI(timeout=120, max_retries=5)


@llm.call(provider="openai", model="gpt-4o-mini", client=patient)
def recommend(genre: str) -> str:
    return f"Recommend a {genre} book."


@llm.call(provider="openai", model="gpt-4o-mini")
def recommend_for(team: str, genre: str) -> BaseDynamicConfig:
    key = os.environ.get(f"{team.upper()}_API_KEY", "team-key")
    return {
        "messages": f"Recommend a {genre} book.",
        "client": patient.with_options(api_key=key),
    }


def main() -> None:
    """Ask with each client."""
    print(recommend("fantasy").content)
    print(recommend_for("sales", "horror").content)


if __name__ == "__main__":
    main()
