"""Every overload of `llm.override`; read by type checkers, never run."""

from __future__ import annotations

from typing import assert_type

from openai import OpenAI
from pydantic import BaseModel

from mirascope import llm
from mirascope.core.base import BaseStructuredStream


class Book(BaseModel):
    """A book."""

    title: str


class Author(BaseModel):
    """Who wrote it."""

    name: str


def lookup(title: str) -> str:
    """Look a title up."""
    return title


def length_of(response: llm.CallResponse) -> int:
    return len(response.content)


def name_of(author: Author) -> str:
    return author.name


@llm.call("openai", "gpt-4o-mini")
def plain(genre: str, *, count: int = 1) -> str:
    return f"Recommend {count} {genre} books"


@llm.call("openai", "gpt-4o-mini")
async def plain_async(genre: str) -> str:
    return genre


@llm.call("openai", "gpt-4o-mini", stream=True)
def stream(genre: str) -> str:
    return genre


@llm.call("openai", "gpt-4o-mini", stream=True)
async def stream_async(genre: str) -> str:
    return genre


@llm.call("openai", "gpt-4o-mini", response_model=Book)
def model(genre: str) -> str:
    return genre


@llm.call("openai", "gpt-4o-mini", response_model=Book)
async def model_async(genre: str) -> str:
    return genre


@llm.call("openai", "gpt-4o-mini", response_model=Book, stream=True)
def structured(genre: str) -> str:
    return genre


@llm.call("openai", "gpt-4o-mini", response_model=Book, stream=True)
async def structured_async(genre: str) -> str:
    return genre


@llm.call("openai", "gpt-4o-mini", output_parser=length_of)
def parser(genre: str) -> str:
    return genre


@llm.call("openai", "gpt-4o-mini", response_model=Book, tools=[lookup])
def model_or_tools(genre: str) -> str:
    return genre


async def same_result() -> None:
    other = llm.override(plain, provider="groq", model="m", json_mode=True)
    assert_type(other("fantasy", count=2), llm.CallResponse)
    other = llm.override(plain, client=OpenAI(), call_params={"temperature": 0.5})
    assert_type(other("fantasy", count=2), llm.CallResponse)
    assert_type(llm.override(plain, stream=False)("a"), llm.CallResponse)
    assert_type(llm.override(stream, model="m")("a"), llm.Stream)
    assert_type(llm.override(model, stream=False)("a"), Book)
    assert_type(llm.override(parser, provider="groq", model="m")("a"), int)
    assert_type(await llm.override(plain_async)("a"), llm.CallResponse)
    assert_type(await llm.override(model_async, json_mode=True)("a"), Book)


async def other_tools() -> None:
    assert_type(llm.override(plain, tools=[lookup])("a"), llm.CallResponse)
    assert_type(llm.override(stream, tools=[lookup])("a"), llm.Stream)
    assert_type(
        llm.override(structured, tools=[lookup])("a"), BaseStructuredStream[Book]
    )
    assert_type(llm.override(model, tools=[lookup])("a"), Book | llm.CallResponse)
    assert_type(
        llm.override(model_or_tools, tools=[lookup])("a"), Book | llm.CallResponse
    )
    assert_type(await llm.override(plain_async, tools=[])("a"), llm.CallResponse)
    assert_type(await llm.override(stream_async, tools=[lookup])("a"), llm.Stream)
    assert_type(
        await llm.override(model_async, tools=[lookup])("a"), Book | llm.CallResponse
    )


async def streamed_or_not() -> None:
    assert_type(llm.override(plain, stream=True)("a"), llm.Stream)
    assert_type(llm.override(model, stream=True)("a"), llm.Stream)
    assert_type(llm.override(parser, stream={"partial_tools": True})("a"), llm.Stream)
    assert_type(await llm.override(plain_async, stream=True)("a"), llm.Stream)
    assert_type(llm.override(stream, stream=False)("a"), llm.CallResponse)
    assert_type(await llm.override(stream_async, stream=False)("a"), llm.CallResponse)
    assert_type(llm.override(structured, stream=False)("a"), Book)
    assert_type(await llm.override(structured_async, stream=False)("a"), Book)
    assert_type(
        llm.override(model_or_tools, stream=False)("a"), Book | llm.CallResponse
    )


async def other_model() -> None:
    assert_type(llm.override(plain, response_model=Author)("a"), Author)
    assert_type(llm.override(stream, response_model=int | str)("a"), int | str)
    assert_type(llm.override(model, response_model=list[Author])("a"), list[Author])
    assert_type(llm.override(structured, response_model=Author)("a"), Author)
    assert_type(await llm.override(plain_async, response_model=Author)("a"), Author)
    assert_type(
        llm.override(model, response_model=Author, tools=[lookup])("a"),
        Author | llm.CallResponse,
    )
    assert_type(
        await llm.override(model_async, response_model=Author, tools=[lookup])("a"),
        Author | llm.CallResponse,
    )
    assert_type(
        llm.override(model, response_model=Author, stream=True)("a"),
        BaseStructuredStream[Author],
    )
    assert_type(
        await llm.override(model_async, response_model=Author, stream=True)("a"),
        BaseStructuredStream[Author],
    )


async def other_parser() -> None:
    assert_type(llm.override(plain, output_parser=length_of)("a"), int)
    assert_type(llm.override(model, output_parser=length_of)("a"), int)
    assert_type(llm.override(stream, output_parser=length_of, tools=[])("a"), int)
    assert_type(await llm.override(plain_async, output_parser=length_of)("a"), int)
    assert_type(
        llm.override(plain, response_model=Author, output_parser=name_of)("a"), str
    )
    assert_type(
        await llm.override(model_async, response_model=Author, output_parser=name_of)(
            "a"
        ),
        str,
    )
    assert_type(
        llm.override(
            plain, response_model=Author, tools=[lookup], output_parser=name_of
        )("a"),
        str | llm.CallResponse,
    )
    assert_type(
        await llm.override(
            plain_async, response_model=Author, tools=[lookup], output_parser=name_of
        )("a"),
        str | llm.CallResponse,
    )


class Librarian(BaseModel):
    genre: str

    @llm.call("openai", "gpt-4o-mini")
    def recommend(self, count: int) -> str:
        return f"{count} {self.genre} books"


def method(librarian: Librarian) -> None:
    assert_type(llm.override(librarian.recommend, stream=True)(2), llm.Stream)
    assert_type(
        llm.override(Librarian.recommend, response_model=Book)(librarian, count=2), Book
    )
