"""Decorated methods: the object, or its class, is an argument like any other."""

from __future__ import annotations

import asyncio

from mirascope import Messages, llm, prompt_template


class Librarian:
    mood = "cheerful"

    def __init__(self, name: str) -> None:
        self.name = name

    @llm.call(provider="openai", model="gpt-4o-mini")
    def recommend(self, genre: str) -> Messages.Type:
        return [
            Messages.System(f"You are {self.name}."),
            Messages.User(f"Recommend a {genre} book."),
        ]

    @llm.call(provider="openai", model="gpt-4o-mini")
    @prompt_template(
        """
        SYSTEM: You are {self.name}.
        USER: Recommend a {genre} book.
        """
    )
    async def recommend_async(self, genre: str) -> None: ...

    @classmethod
    @llm.call(provider="openai", model="gpt-4o-mini")
    def cheer(cls, genre: str) -> str:
        return f"Recommend a {cls.mood} {genre} book."

    @staticmethod
    @llm.call(provider="openai", model="gpt-4o-mini", stream=True)
    def stream(genre: str) -> str:
        return f"Recommend a {genre} book."


def main() -> None:
    """Call a method of each kind."""
    ada = Librarian("Ada")
    response = ada.recommend("fantasy")
    print(response.messages[0].content, response.content)
    print(asyncio.run(ada.recommend_async("horror")).content)
    print(Librarian.cheer("horror").content)
    for chunk, _ in ada.stream("fantasy"):
        print(chunk.content, end="")
    print()


if __name__ == "__main__":
    main()
