"""Every overload of a provider's call decorator; read by type checkers, never run."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, Literal, assert_type

from openai.types.chat import (
    ChatCompletion,
    ChatCompletionChunk,
    ChatCompletionMessageParam,
)
from openai.types.completion_usage import CompletionUsage
from pydantic import BaseModel, Field
from typing_extensions import TypedDict, override

from mirascope.core import BaseMessageParam, BaseTool, FromCallArgs, openai
from mirascope.core.base import BaseStructuredStream


class Book(BaseModel):
    """A book."""

    title: str


class Lookup(BaseTool):
    """Look a title up."""

    title: str

    @override
    def call(self) -> str:
        return self.title


def lookup(title: str) -> str:
    """Look a title up."""
    return title


def text_of(response: openai.OpenAICallResponse) -> str:
    return response.content


async def text_of_async(response: openai.OpenAICallResponse) -> str:
    return response.content


def title_of(book: Book) -> str:
    return book.title


async def title_of_async(book: Book) -> str:
    return book.title


# -- plain -----------------------------------------------------------------------------


@openai.call("gpt-4o-mini")
def recommend_book(genre: str, *, count: int = 1) -> str:
    return f"Recommend {count} {genre} books"


@openai.call("gpt-4o-mini")
async def recommend_book_async(genre: str, *, count: int = 1) -> str:
    return f"Recommend {count} {genre} books"


async def plain() -> None:
    response: openai.OpenAICallResponse = recommend_book("fantasy")
    assert_type(recommend_book("fantasy", count=2), openai.OpenAICallResponse)
    assert_type(recommend_book(genre="fantasy"), openai.OpenAICallResponse)
    coroutine: Coroutine[Any, Any, openai.OpenAICallResponse]
    coroutine = recommend_book_async("fantasy")
    assert_type(await coroutine, openai.OpenAICallResponse)
    assert_type(await recommend_book_async("fantasy"), openai.OpenAICallResponse)

    assert_type(response.response, ChatCompletion)
    assert_type(response.content, str)
    assert_type(response.model, str | None)
    assert_type(response.id, str | None)
    assert_type(response.finish_reasons, list[str] | None)
    assert_type(response.usage, CompletionUsage | None)
    assert_type(response.cost, float | None)
    assert_type(response.tools, list[openai.OpenAITool] | None)
    assert_type(response.tool, openai.OpenAITool | None)
    assert_type(response.messages, list[ChatCompletionMessageParam])
    assert_type(response.message_param, ChatCompletionMessageParam)
    assert_type(response.user_message_param, ChatCompletionMessageParam | None)
    assert_type(response.common_message_param, BaseMessageParam)
    assert_type(response.common_messages, list[BaseMessageParam])
    assert_type(response.audio, bytes | None)
    assert_type(response.audio_transcript, str | None)
    for tool in response.tools or []:
        pairs = [(tool, "found")]
        assert_type(
            response.tool_message_params(pairs), list[ChatCompletionMessageParam]
        )


# -- stream ----------------------------------------------------------------------------


@openai.call("gpt-4o-mini", stream=True, tools=[lookup])
def stream_book(genre: str) -> str:
    return genre


@openai.call("gpt-4o-mini", stream={"partial_tools": True}, tools=[Lookup])
async def stream_book_async(genre: str) -> str:
    return genre


async def streamed() -> None:
    stream = stream_book("fantasy")
    assert_type(stream, openai.OpenAIStream)
    for chunk, tool in stream:
        assert_type(chunk, openai.OpenAICallResponseChunk)
        assert_type(tool, openai.OpenAITool | None)
        assert_type(chunk.chunk, ChatCompletionChunk)
        assert_type(chunk.content, str)
        assert_type(chunk.usage, CompletionUsage | None)
    assert_type(stream.content, str)
    assert_type(stream.message_param, ChatCompletionMessageParam)
    assert_type(stream.construct_call_response(), openai.OpenAICallResponse)

    stream_async = await stream_book_async("fantasy")
    assert_type(stream_async, openai.OpenAIStream)
    async for chunk, tool in stream_async:
        assert_type(chunk, openai.OpenAICallResponseChunk)
        assert_type(tool, openai.OpenAITool | None)


# -- parser ----------------------------------------------------------------------------


@openai.call("gpt-4o-mini", output_parser=text_of, tools=[lookup], json_mode=True)
def parse_book(genre: str) -> str:
    return genre


@openai.call("gpt-4o-mini", output_parser=lambda response: len(response.content))
async def parse_book_async(genre: str) -> str:
    return genre


@openai.call("gpt-4o-mini", output_parser=text_of_async)
async def parse_book_awaited(genre: str) -> str:
    return genre


@openai.call("gpt-4o-mini", output_parser=text_of_async)
def parse_book_unawaited(genre: str) -> str:
    return genre


async def parsed() -> None:
    assert_type(parse_book("fantasy"), str)
    assert_type(await parse_book_async("fantasy"), int)
    assert_type(await parse_book_awaited("fantasy"), str)
    assert_type(await parse_book_unawaited("fantasy"), str)


# -- response model --------------------------------------------------------------------


@openai.call("gpt-4o-mini", response_model=Book)
def extract_book(text: str) -> str:
    return text


@openai.call("gpt-4o-mini", response_model=list[Book], json_mode=True)
async def extract_books_async(text: str) -> str:
    return text


@openai.call("gpt-4o-mini", response_model=Book, tools=[lookup, Lookup])
def extract_or_call(text: str) -> str:
    return text


@openai.call("gpt-4o-mini", response_model=Book, tools=[lookup])
async def extract_or_call_async(text: str) -> str:
    return text


@openai.call("gpt-4o-mini", response_model=Book, output_parser=title_of)
def extract_title(text: str) -> str:
    return text


@openai.call("gpt-4o-mini", response_model=Book, output_parser=title_of_async)
async def extract_title_awaited(text: str) -> str:
    return text


@openai.call("gpt-4o-mini", response_model=Book, output_parser=title_of)
async def extract_title_async(text: str) -> str:
    return text


@openai.call("gpt-4o-mini", response_model=Book, tools=[lookup], output_parser=title_of)
def extract_title_or_call(text: str) -> str:
    return text


@openai.call(
    "gpt-4o-mini", response_model=Book, tools=[lookup], output_parser=title_of_async
)
async def extract_title_or_call_awaited(text: str) -> str:
    return text


@openai.call("gpt-4o-mini", response_model=Book, stream=True)
def stream_model(text: str) -> str:
    return text


@openai.call("gpt-4o-mini", response_model=list[str], stream=True, json_mode=True)
async def stream_model_async(text: str) -> str:
    return text


async def modelled() -> None:
    assert_type(extract_book("text"), Book)
    assert_type(await extract_books_async("text"), list[Book])
    assert_type(extract_or_call("text"), Book | openai.OpenAICallResponse)
    assert_type(await extract_or_call_async("text"), Book | openai.OpenAICallResponse)
    assert_type(extract_title("text"), str)
    assert_type(await extract_title_async("text"), str)
    assert_type(await extract_title_awaited("text"), str)
    assert_type(extract_title_or_call("text"), str | openai.OpenAICallResponse)
    assert_type(
        await extract_title_or_call_awaited("text"), str | openai.OpenAICallResponse
    )
    books = stream_model("text")
    assert_type(books, BaseStructuredStream[Book])
    for book in books:
        assert_type(book, Book)
    assert_type(books.constructed_response_model, Book)
    titles = await stream_model_async("text")
    assert_type(titles, BaseStructuredStream[list[str]])
    async for title in titles:
        assert_type(title, list[str])


class Genre(Enum):
    FANTASY = "fantasy"


@dataclass
class Shelf:
    books: list[str]


class Row(TypedDict):
    title: str


class Marked(BaseModel):
    genre: Annotated[str, FromCallArgs()]


def every_kind_of_type(genre: str) -> None:
    def prompt() -> str:
        return genre

    assert_type(openai.call("m", response_model=str)(prompt)(), str)
    assert_type(openai.call("m", response_model=bool)(prompt)(), bool)
    assert_type(openai.call("m", response_model=list[int])(prompt)(), list[int])
    assert_type(
        openai.call("m", response_model=dict[str, Book])(prompt)(), dict[str, Book]
    )
    assert_type(openai.call("m", response_model=Genre)(prompt)(), Genre)
    assert_type(openai.call("m", response_model=Shelf)(prompt)(), Shelf)
    assert_type(openai.call("m", response_model=Row)(prompt)(), Row)
    assert_type(openai.call("m", response_model=Marked)(prompt)(), Marked)
    assert_type(openai.call("m", response_model=Lookup)(prompt)(), Lookup)
    assert_type(openai.call("m", response_model=int | Book)(prompt)(), int | Book)
    assert_type(
        openai.call("m", response_model=Literal["a", "b"])(prompt)(), Literal["a", "b"]
    )
    assert_type(
        openai.call("m", response_model=Annotated[int, Field(ge=1)])(prompt)(), int
    )
