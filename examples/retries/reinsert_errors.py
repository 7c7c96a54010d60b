"""What was wrong with an answer goes into the prompt of the next try."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ValidationError
from tenacity import retry, stop_after_attempt

from mirascope import llm
from mirascope.retries.tenacity import collect_errors


def is_upper(text: str) -> str:
    """Refuse small letters."""
    if not text.isupper():
        raise ValueError("must be in capital letters")
    return text


class Book(BaseModel):
    """A book."""

    title: Annotated[str, AfterValidator(is_upper)]
    author: Annotated[str, AfterValidator(is_upper)]


@retry(stop=stop_after_attempt(3), after=collect_errors(ValidationError))
@llm.call(provider="openai", model="gpt-4o-mini", response_model=Book)
def identify_book(book: str, *, errors: list[ValidationError] | None = None) -> str:
    wrong = [problem["msg"] for error in errors or () for problem in error.errors()]
    advice = f" Avoid these mistakes: {wrong}" if wrong else ""
    return f"Who wrote {book}?{advice}"


def main() -> None:
    """Get two wrong answers before the right one."""
    print(identify_book("The Name of the Wind"))


if __name__ == "__main__":
    main()
