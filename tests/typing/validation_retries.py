"""`validation_retries` keeps every result type; read by type checkers, never run."""

from __future__ import annotations

from typing import Any, assert_type

from openai.types.chat import ChatCompletionMessageParam
from pydantic import BaseModel

from mirascope import BaseMessageParam, llm
from mirascope.core import openai


class Book(BaseModel):
    """A book."""

    title: str


def title_of(book: Book) -> str:
    return book.title


async def pages_of(book: Book) -> int:
    return len(book.title)


def lookup(title: str) -> str:
    """Look a title up."""
    return title


def prompt(genre: str) -> str:
    return genre


async def prompt_async(genre: str) -> str:
    return genre


async def core() -> None:
    call = openai.call("m", response_model=Book, validation_retries=2)
    assert_type(call(prompt)("a"), Book)
    assert_type(await call(prompt_async)("a"), Book)
    titles = openai.call("m", response_model=list[str], validation_retries=2)
    assert_type(titles(prompt)("a"), list[str])
    tools = openai.call("m", response_model=Book, tools=[lookup], validation_retries=2)
    assert_type(tools(prompt)("a"), Book | openai.OpenAICallResponse)
    parsed = openai.call(
        "m", response_model=Book, output_parser=title_of, validation_retries=2
    )
    assert_type(parsed(prompt)("a"), str)
    both = openai.call(
        "m",
        response_model=Book,
        output_parser=title_of,
        tools=[lookup],
        validation_retries=2,
    )
    assert_type(both(prompt)("a"), str | openai.OpenAICallResponse)


async def neutral() -> None:
    call = llm.call("openai", "m", response_model=Book, validation_retries=2)
    assert_type(call(prompt)("a"), Book)
    assert_type(await call(prompt_async)("a"), Book)
    flags = llm.call("openai/m", response_model=bool, validation_retries=2)
    assert_type(flags(prompt)("a"), bool)
    tools = llm.call(
        "openai", "m", response_model=Book, tools=[lookup], validation_retries=2
    )
    assert_type(tools(prompt)("a"), Book | llm.CallResponse)
    parsed = llm.call(
        "openai",
        "m",
        response_model=Book,
        output_parser=pages_of,
        validation_retries=2,
    )
    assert_type(await parsed(prompt_async)("a"), int)
    both = llm.call(
        "openai",
        "m",
        response_model=Book,
        output_parser=title_of,
        tools=[lookup],
        validation_retries=2,
    )
    assert_type(both(prompt)("a"), str | llm.CallResponse)


async def overridden() -> None:
    extract = llm.call("openai", "m", response_model=Book)(prompt)
    extract_async = llm.call("openai", "m", response_model=Book)(prompt_async)
    plain = llm.call("openai", "m")(prompt)
    assert_type(llm.override(extract, validation_retries=2)("a"), Book)
    assert_type(await llm.override(extract_async, validation_retries=0)("a"), Book)
    assert_type(llm.override(plain, response_model=int, validation_retries=2)("a"), int)


def corrected(error: ValueError) -> None:
    own = openai.call("m")(prompt)("a")
    assert_type(
        own.correction_params(error),
        list[ChatCompletionMessageParam | BaseMessageParam],
    )
    common = llm.call("openai", "m")(prompt)("a")
    assert_type(common.correction_params(error), list[BaseMessageParam])

    @openai.call("m")
    def chat(history: list[Any]) -> list[Any]:
        return history

    chat([*own.messages, *own.correction_params(error)])
