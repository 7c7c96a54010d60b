"""`validation_retries=` asks again for a valid answer, in the same conversation."""

from __future__ import annotations

from pydantic import BaseModel, Field

from mirascope import llm


class Book(BaseModel):
    """A book."""

    title: str
    year: int = Field(gt=0)


@llm.call(
    provider="openai",
    model="gpt-4o-mini",
    response_model=Book,
    validation_retries=2,
)
def date_book(title: str) -> str:
    return f"Of which year is {title}?"


def main() -> None:
    """Get a wrong answer before the right one."""
    print(date_book("the Odyssey"))


if __name__ == "__main__":
    main()
