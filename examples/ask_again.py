"""An answer that does not fit: tell the model what was wrong, and ask again."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

from mirascope import llm


class Book(BaseModel):
    """A book."""

    title: str
    year: Annotated[int, Field(gt=0, description="When it first appeared")]


@llm.call(provider="openai", model="gpt-4o-mini", response_model=Book)
def extract(text: str, wrong: str = "") -> str:
    return f"Which book is this, and of which year? {text}{wrong}"


def main() -> None:
    """Ask up to three times."""
    wrong = ""
    for _ in range(3):
        try:
            print(extract("the odyssey", wrong))
            break
        except ValidationError as error:
            problem = error.errors()[0]
            print(problem["msg"])
            wrong = f" (not {problem['input']}: {problem['msg']})"


if __name__ == "__main__":
    main()
