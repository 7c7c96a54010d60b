"""The embedded model fills a model, a choice and a stream: no key, no network.

`make demo` installs what this needs.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from mirascope import llm
from mirascope.core.base import CommonCallParams

MODEL = "smollm2-135m"
STEADY: CommonCallParams = {"temperature": 0, "max_tokens": 60}


class Book(BaseModel):
    """A book."""

    title: str
    author: str


@llm.call(provider="local", model=MODEL, response_model=Book, call_params=STEADY)
def extract(text: str) -> str:
    return f"Which book is this? {text}"


@llm.call(
    provider="local",
    model=MODEL,
    response_model=Literal["fantasy", "horror", "crime"],
    call_params=STEADY,
)
def classify(text: str) -> str:
    return f"What kind of book is this? {text}"


streamed = llm.override(extract, response_model=Book, stream=True)


def main() -> None:
    """What the model says is often wrong, but it always has the right form."""
    text = "Dracula, by Bram Stoker: a vampire comes to England."
    print(repr(extract(text)))
    print(classify(text))
    for book in streamed(text):
        print(repr(book))


if __name__ == "__main__":
    main()
