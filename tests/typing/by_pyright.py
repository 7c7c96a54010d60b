"""What pyright reads and mypy does not; read by pyright, never run.

mypy does not try both values of a `bool`, knows too little of the argument of a lambda
beside a `response_model`, and does not look through the awaitable of a parser that is
given to `llm.override`.
"""

# mypy: ignore-errors

from __future__ import annotations

from typing import assert_type

from pydantic import BaseModel

from mirascope import llm
from mirascope.core import openai
from mirascope.core.base import BaseStructuredStream


class Book(BaseModel):
    """A book."""

    title: str


async def length_of(response: llm.CallResponse) -> int:
    return len(response.content)


async def title_of(book: Book) -> str:
    return book.title


def prompt(genre: str) -> str:
    return genre


async def prompt_async(genre: str) -> str:
    return genre


def look_up(title: str) -> str:
    """Look a title up."""
    return title


async def either_way(stream: bool) -> None:
    native = openai.call("m", stream=stream, response_model=Book, tools=[look_up])
    assert_type(
        native(prompt)("a"),
        Book | BaseStructuredStream[Book] | openai.OpenAICallResponse,
    )
    neutral = llm.call("openai/m", stream=stream, response_model=Book, tools=[look_up])
    assert_type(
        await neutral(prompt_async)("a"),
        Book | BaseStructuredStream[Book] | llm.CallResponse,
    )
    call = llm.call("openai", "m")(prompt)
    assert_type(llm.override(call, stream=stream)("a"), llm.CallResponse | llm.Stream)


async def lambdas() -> None:
    parse = openai.call("m", response_model=Book, output_parser=lambda b: [b.title])
    assert_type(parse(prompt)("a"), list[str])
    assert_type(await parse(prompt_async)("a"), list[str])


async def awaitable_parsers() -> None:
    call = llm.call("openai", "m")(prompt_async)
    assert_type(await llm.override(call, output_parser=length_of)("a"), int)
    assert_type(
        await llm.override(call, response_model=Book, output_parser=title_of)("a"), str
    )
