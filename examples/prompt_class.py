"""A prompt as a class, run plainly, with a response model, streamed and with a tool."""

from __future__ import annotations

import asyncio

from pydantic import BaseModel

from mirascope import llm, prompt_template
from mirascope.core import BasePrompt


class Book(BaseModel):
    """A book."""

    title: str
    author: str


@prompt_template("Which book is this? {quoted}")
class WhichBook(BasePrompt):
    title: str
    author: str

    @property
    def quoted(self) -> str:
        return f"{self.title} by {self.author}"


extract = llm.call(provider="openai", model="gpt-4o-mini", response_model=Book)
stream = llm.call(
    provider="openai", model="gpt-4o-mini", response_model=Book, stream=True
)


def main() -> None:
    """Run one prompt in three ways."""
    prompt = WhichBook(title="dune", author="frank herbert")
    print(prompt)
    print(prompt.run(extract))
    print(asyncio.run(prompt.run_async(extract)))
    for book in prompt.run(stream):
        print(repr(book))


if __name__ == "__main__":
    main()
