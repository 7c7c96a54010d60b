"""An answer as an instance of a pydantic model, and the response behind it."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from mirascope import llm


class Book(BaseModel):
    """A book."""

    title: Annotated[str, AfterValidator(str.title)]
    author: str
    year: int | None = Field(default=None, description="When it first appeared", gt=0)


@llm.call(provider="openai", model="gpt-4o-mini", response_model=Book)
def extract(text: str) -> str:
    return f"Which book is this? {text}"


def main() -> None:
    """Extract a book, and show what is known of an answer that does not fit."""
    book = extract("dune by frank herbert")
    print(repr(book))
    print(book._response.model)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType]
    try:
        extract("the odyssey by homer")
    except ValidationError as error:
        print(error.errors()[0]["loc"], error.errors()[0]["input"])
        print(error._response.id)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType]


if __name__ == "__main__":
    main()
