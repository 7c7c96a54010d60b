"""Arguments of a tool are validated where they are read: that is what is retried."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, ValidationError
from tenacity import retry, stop_after_attempt

from mirascope import llm
from mirascope.core import BaseTool
from mirascope.retries.tenacity import collect_errors


class ReserveTable(BaseTool):
    """Reserve a table at a restaurant."""

    guests: Annotated[int, Field(le=8, description="At most 8 people")]

    def call(self) -> str:
        return f"a table for {self.guests}"


@llm.call(provider="openai", model="gpt-4o-mini", tools=[ReserveTable])
def plan(wish: str, mistakes: str) -> str:
    return f"Plan this: {wish}.{mistakes}"


@retry(stop=stop_after_attempt(3), after=collect_errors(ValidationError))
def reserve(wish: str, *, errors: list[ValidationError] | None = None) -> str:
    mistakes = "".join(f" ({one.errors()[0]['msg']})" for one in errors or ())
    response = plan(wish, mistakes)
    return str(response.tool.call()) if response.tool else response.content


def main() -> None:
    """Let the model correct itself."""
    print(reserve("dinner for all of us"))


if __name__ == "__main__":
    main()
