"""A response model with a field that the caller fills in, not the model."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel

from mirascope import llm
from mirascope.core import FromCallArgs


class Summary(BaseModel):
    """A summary."""

    url: Annotated[str, FromCallArgs()]  # the argument of the same name
    text: str


@llm.call(provider="openai", model="gpt-4o-mini", response_model=Summary)
def summarize(url: str) -> str:
    return f"Summarize {url}."


def main() -> None:
    """Summarize a page."""
    print(summarize("https://example.com/whales"))


if __name__ == "__main__":
    main()
