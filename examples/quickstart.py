"""Ask the embedded model four things: no key, no account, no network.

`make demo` installs what this needs and runs it.
"""

from __future__ import annotations

import asyncio
import sys

from pydantic import BaseModel, Field

from mirascope import llm
from mirascope.core.base import CommonCallParams

MODEL = "smollm2-135m"
STEADY: CommonCallParams = {"temperature": 0, "max_tokens": 50}


class City(BaseModel):
    """A city, as the model describes it."""

    name: str
    country: str
    is_capital: bool = Field(description="Whether it is the capital of its country")


@llm.call(provider="local", model=MODEL, call_params=STEADY)
def capital(country: str) -> str:
    return f"What is the capital of {country}? Answer in one short sentence."


@llm.call(provider="local", model=MODEL, stream=True, call_params=STEADY)
def story(hero: str) -> str:
    return f"Write one short sentence about {hero}."


@llm.call(provider="local", model=MODEL, response_model=City, call_params=STEADY)
def describe(city: str) -> str:
    return f"Describe the city {city}."


@llm.call(provider="local", model=MODEL, call_params=STEADY)
async def opposite(word: str) -> str:
    return f"What is the opposite of {word}? Answer with one word."


async def two_at_once() -> None:
    """Make two calls at the same time and print both answers."""
    for answer in await asyncio.gather(opposite("hot"), opposite("big")):
        print(f"   {answer.content}")


def main() -> None:
    """Make a plain, a streamed, a structured and two concurrent calls."""
    print(f"Loading {MODEL} into this process ...", file=sys.stderr)
    print("1. A plain call")
    print(f"   {capital('France').content}")

    print("2. A streamed call\n   ", end="")
    for chunk, _ in story("a small robot"):
        print(chunk.content, end="", flush=True)

    print("\n3. A structured answer")
    print(f"   {describe('Paris')!r}")

    print("4. Two async calls at once")
    asyncio.run(two_at_once())


if __name__ == "__main__":
    main()
