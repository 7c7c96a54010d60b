"""Answers as builtin types, choices and unions."""

from __future__ import annotations

from enum import Enum
from typing import Literal

from mirascope import llm


class Mood(Enum):
    CALM = "calm"
    ANGRY = "angry"


@llm.call(provider="openai", model="gpt-4o-mini", response_model=list[str])
def list_titles(genre: str) -> str:
    return f"List {genre} books."


@llm.call(provider="openai", model="gpt-4o-mini", response_model=Mood)
def mood(text: str) -> str:
    return f"What mood is this? {text}"


@llm.call(provider="openai", model="gpt-4o-mini", response_model=Literal["en", "fr"])
def language(text: str) -> str:
    return f"What language is this? {text}"


@llm.call(provider="openai", model="gpt-4o-mini", response_model=int | str)
def number(text: str) -> str:
    return f"What number is this, if it is one? {text}"


def main() -> None:
    """Ask for a value of each kind."""
    print(list_titles("fantasy"))
    print(mood("Do not worry."), language("bonjour"))
    print([number(text) for text in ("twelve", "a few")])


if __name__ == "__main__":
    main()
