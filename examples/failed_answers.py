"""What a call raises where the answer is no value, and what is still known then."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

from mirascope import llm
from mirascope.exceptions import (
    MalformedOutputError,
    OutputError,
    RefusalError,
    TruncatedError,
)


class Recipe(BaseModel):
    """A recipe."""

    dish: str
    steps: Annotated[list[str], Field(min_length=2)]


@llm.call(provider="openai", model="gpt-4o-mini", response_model=Recipe, json_mode=True)
def invent(thing: str) -> str:
    return f"Invent a recipe with {thing}."


def explain(error: OutputError) -> str:
    """Say why there is no recipe; the response is there in any case."""
    assert isinstance(error.response, llm.CallResponse)
    response = error.response
    match error:
        case RefusalError():
            return f"it declined: {response.refusal}"
        case TruncatedError():
            return f"cut off ({response.finish_reasons}): {response.content}"
        case MalformedOutputError():
            return f"no JSON: {response.content}"
        case _:
            return f"it said nothing, in {response.output_tokens} tokens"


def main() -> None:
    """Ask for recipes of which only the first becomes one."""
    for thing in ("leeks", "nitroglycerin", "everything", "riddles", "ice", "nothing"):
        try:
            print(invent(thing).dish)
        except OutputError as error:
            print(explain(error))
        except ValidationError as error:
            problem = error.errors()[0]
            print(f"does not fit: {problem['loc'][0]}, {problem['msg']}")


if __name__ == "__main__":
    main()
