"""Results of your own: a function that makes them from the response."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from pydantic import BaseModel

from mirascope import llm


class Line(NamedTuple):
    title: str
    author: str


class Book(BaseModel):
    """A book."""

    title: str
    author: str


def parse(response: llm.CallResponse) -> Line:
    title, _, author = response.content.partition(" by ")
    return Line(title, author)


def shout(book: Book) -> str:
    return book.title.upper()


async def check(response: llm.CallResponse) -> str:
    await asyncio.sleep(0)
    return f"{response.content} (checked)"


@llm.call(provider="openai", model="gpt-4o-mini", output_parser=parse)
def recommend(genre: str) -> str:
    return f"Recommend a {genre} book."


@llm.call(
    provider="openai", model="gpt-4o-mini", response_model=Book, output_parser=shout
)
def extract(text: str) -> str:
    return f"Which book is this? {text}"


@llm.call(provider="openai", model="gpt-4o-mini", output_parser=check)
async def recommend_checked(genre: str) -> str:
    return f"Recommend a {genre} book."


def main() -> None:
    """Parse a text, a response model, and with an async parser."""
    print(recommend("fantasy"))
    print(extract("dune by frank herbert"))
    print(asyncio.run(recommend_checked("horror")))


if __name__ == "__main__":
    main()
