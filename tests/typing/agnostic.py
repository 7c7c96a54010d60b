"""Every overload of `llm.call`, and `llm.context`; read by type checkers, never run."""

from __future__ import annotations

from typing import Any, Literal, assert_type

from openai import AsyncOpenAI, OpenAI
from pydantic import BaseModel
from typing_extensions import TypedDict

from mirascope import llm
from mirascope.core import BaseMessageParam, Messages, openai
from mirascope.core.base import (
    BaseCallParams,
    BaseDynamicConfig,
    BaseStructuredStream,
    CommonCallParams,
    Usage,
)


class Book(BaseModel):
    """A book."""

    title: str


def lookup(title: str) -> str:
    """Look a title up."""
    return title


def text_of(response: llm.CallResponse) -> str:
    return response.content


async def text_of_async(response: llm.CallResponse) -> str:
    return response.content


def title_of(book: Book) -> str:
    return book.title


async def title_of_async(book: Book) -> str:
    return book.title


# -- plain -----------------------------------------------------------------------------


@llm.call(provider="openai", model="gpt-4o-mini")
def recommend_book(genre: str, *, count: int = 1) -> str:
    return f"Recommend {count} {genre} books"


@llm.call("openai", "gpt-4o-mini", tools=[lookup])
async def recommend_book_async(genre: str) -> list[BaseMessageParam]:
    return [Messages.User(genre)]


@llm.call("openai/gpt-4o-mini", json_mode=True)
def recommend_by_one_name(genre: str) -> Messages.Type:
    return [genre]


@llm.call(model="openai/gpt-4o-mini")
def recommend_by_model(genre: str) -> BaseMessageParam:
    return Messages.User(genre)


@llm.call("my-service", "my-model")
def recommend_on_registered(genre: str) -> BaseDynamicConfig:
    return {"messages": [Messages.User(genre)], "call_params": {"seed": 1}}


async def plain() -> None:
    response: llm.CallResponse = recommend_book("fantasy", count=2)
    assert_type(recommend_book("fantasy"), llm.CallResponse)
    assert_type(await recommend_book_async("fantasy"), llm.CallResponse)
    assert_type(recommend_by_one_name("fantasy"), llm.CallResponse)
    assert_type(recommend_by_model("fantasy"), llm.CallResponse)
    assert_type(recommend_on_registered("fantasy"), llm.CallResponse)

    assert_type(response.response, Any)
    assert_type(response.content, str)
    assert_type(response.model, str | None)
    assert_type(response.usage, Usage | None)
    assert_type(response.cost, float | None)
    assert_type(
        response.finish_reasons,
        list[Literal["stop", "length", "tool_calls", "content_filter", "error"]] | None,
    )
    assert_type(response.tools, list[llm.Tool] | None)
    assert_type(response.tool, llm.Tool | None)
    assert_type(response.messages, list[BaseMessageParam])
    assert_type(response.message_param, BaseMessageParam)
    assert_type(response.user_message_param, BaseMessageParam | None)
    for tool in response.tools or []:
        assert_type(
            response.tool_message_params([(tool, "found")]), list[BaseMessageParam]
        )


# -- stream ----------------------------------------------------------------------------


@llm.call("openai", "gpt-4o-mini", stream=True)
def stream_book(genre: str) -> str:
    return genre


@llm.call("openai/gpt-4o-mini", stream={"partial_tools": True}, tools=[lookup])
async def stream_book_async(genre: str) -> str:
    return genre


async def streamed() -> None:
    stream = stream_book("fantasy")
    assert_type(stream, llm.Stream)
    for chunk, tool in stream:
        assert_type(chunk, llm.CallResponseChunk)
        assert_type(tool, llm.Tool | None)
        assert_type(chunk.content, str)
        assert_type(chunk.usage, Usage | None)
    assert_type(stream.content, str)
    assert_type(stream.message_param, BaseMessageParam)
    assert_type(stream.construct_call_response(), llm.CallResponse)

    async for chunk, tool in await stream_book_async("fantasy"):
        assert_type(chunk, llm.CallResponseChunk)
        assert_type(tool, llm.Tool | None)


# -- parser ----------------------------------------------------------------------------


@llm.call("openai", "gpt-4o-mini", output_parser=text_of, tools=[lookup])
def parse_book(genre: str) -> str:
    return genre


@llm.call("openai", "gpt-4o-mini", output_parser=lambda r: len(r.content))
async def parse_book_async(genre: str) -> str:
    return genre


@llm.call("openai", "gpt-4o-mini", output_parser=text_of_async)
async def parse_book_awaited(genre: str) -> str:
    return genre


async def parsed() -> None:
    assert_type(parse_book("fantasy"), str)
    assert_type(await parse_book_async("fantasy"), int)
    assert_type(await parse_book_awaited("fantasy"), str)


# -- response model --------------------------------------------------------------------


@llm.call("openai", "gpt-4o-mini", response_model=Book)
def extract_book(text: str) -> str:
    return text


@llm.call("openai/gpt-4o-mini", response_model=int | list[Book], json_mode=True)
async def extract_books_async(text: str) -> str:
    return text


@llm.call("openai", "gpt-4o-mini", response_model=Book, tools=[lookup])
def extract_or_call(text: str) -> str:
    return text


@llm.call("openai", "gpt-4o-mini", response_model=Book, tools=[lookup])
async def extract_or_call_async(text: str) -> str:
    return text


@llm.call("openai", "gpt-4o-mini", response_model=Book, output_parser=title_of)
def extract_title(text: str) -> str:
    return text


@llm.call("openai", "gpt-4o-mini", response_model=Book, output_parser=title_of_async)
async def extract_title_awaited(text: str) -> str:
    return text


@llm.call(
    "openai",
    "gpt-4o-mini",
    response_model=Book,
    tools=[lookup],
    output_parser=title_of,
)
def extract_title_or_call(text: str) -> str:
    return text


@llm.call(
    "openai",
    "gpt-4o-mini",
    response_model=Book,
    tools=[lookup],
    output_parser=title_of_async,
)
async def extract_title_or_call_awaited(text: str) -> str:
    return text


@llm.call("openai", "gpt-4o-mini", response_model=Book, stream=True)
def stream_model(text: str) -> str:
    return text


@llm.call("openai", "gpt-4o-mini", response_model=list[str], stream=True)
async def stream_model_async(text: str) -> str:
    return text


async def modelled() -> None:
    assert_type(extract_book("text"), Book)
    assert_type(await extract_books_async("text"), int | list[Book])
    assert_type(extract_or_call("text"), Book | llm.CallResponse)
    assert_type(await extract_or_call_async("text"), Book | llm.CallResponse)
    assert_type(extract_title("text"), str)
    assert_type(await extract_title_awaited("text"), str)
    assert_type(extract_title_or_call("text"), str | llm.CallResponse)
    assert_type(await extract_title_or_call_awaited("text"), str | llm.CallResponse)
    assert_type(stream_model("text"), BaseStructuredStream[Book])
    for book in stream_model("text"):
        assert_type(book, Book)
    async for titles in await stream_model_async("text"):
        assert_type(titles, list[str])


# -- methods, clients, parameters, contexts --------------------------------------------


class Librarian(BaseModel):
    genre: str

    @llm.call("openai", "gpt-4o-mini")
    def recommend(self, count: int) -> str:
        return f"{count} {self.genre} books"

    @classmethod
    @llm.call("openai", "gpt-4o-mini", stream=True)
    async def recommend_any(cls, count: int) -> str:
        return f"{count} books for {cls.__name__}"

    @staticmethod
    @llm.call("openai", "gpt-4o-mini", response_model=Book)
    def recommend_one(genre: str) -> str:
        return genre


async def methods(librarian: Librarian) -> None:
    assert_type(librarian.recommend(2), llm.CallResponse)
    assert_type(await Librarian.recommend_any(count=2), llm.Stream)
    assert_type(Librarian.recommend_one("fantasy"), Book)


class MyParams(BaseCallParams, total=False):
    """Parameters of a registered provider."""

    speed: int


class Loose(TypedDict, total=False):
    """Parameters that no provider of ours has."""

    speed: int


common_params: CommonCallParams = {"temperature": 0.5, "stop": ["."]}
openai_params: openai.OpenAICallParams = {"reasoning_effort": "low"}
my_params: MyParams = {"speed": 1}
loose_params: Loose = {"speed": 1}


def parameters(provider: llm.Provider, name: str) -> None:
    def prompt(genre: str) -> str:
        return genre

    llm.call(provider, "m", call_params=common_params, client=OpenAI())(prompt)
    llm.call(name, "m", call_params=openai_params)(prompt)
    llm.call(name, "m", call_params=my_params)(prompt)
    llm.call(name, "m", call_params=loose_params)(prompt)
    llm.call(name, "m", call_params={"temperature": 0.5, "max_tokens": 1})(prompt)
    llm.call(name, "m", call_params={"reasoning_effort": "low"})(prompt)
    llm.call(name, "m", call_params=None, client=None)(prompt)


async def contexts() -> None:
    with llm.context(provider="openai", model="gpt-4o", call_params={"seed": 1}) as c:
        assert_type(c.provider, str | None)
        assert_type(c.model, str | None)
        assert_type(recommend_book("fantasy"), llm.CallResponse)
    with llm.context(provider="my-service", model="m", client=AsyncOpenAI()):
        assert_type(await recommend_book_async("fantasy"), llm.CallResponse)
