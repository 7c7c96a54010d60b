"""The same with async calls, of which several are made at once."""

from __future__ import annotations

import asyncio

from pydantic import BaseModel, Field, ValidationError
from tenacity import retry, stop_after_attempt

from mirascope import llm
from mirascope.retries.tenacity import collect_errors


class Book(BaseModel):
    """A book."""

    title: str
    year: int = Field(gt=0)


@retry(stop=stop_after_attempt(3), after=collect_errors(ValidationError))
@llm.call(provider="openai", model="gpt-4o-mini", response_model=Book)
async def date_book(title: str, *, errors: list[ValidationError] | None = None) -> str:
    if errors:
        return f"Of which year is {title}? Not so: {errors[-1].errors()[0]['msg']}"
    return f"Of which year is {title}?"


async def main() -> None:
    """Ask for two books at once; one is wrong at first."""
    for book in await asyncio.gather(date_book("the Odyssey"), date_book("Dune")):
        print(book)


if __name__ == "__main__":
    asyncio.run(main())
