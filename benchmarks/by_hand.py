"""The work of the rows as one writes it on the raw OpenAI SDK, sync and async.

Only the SDK and pydantic are imported here, so that it also runs beside other packages.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from .backend import KEY

if TYPE_CHECKING:
    import openai as sdk
    from openai.types.chat import ChatCompletion, ChatCompletionChunk

PROMPT = "Recommend a fantasy book"
MESSAGES: Any = [{"role": "user", "content": PROMPT}]
STREAMED: Any = {"stream": True, "stream_options": {"include_usage": True}}


class Book(BaseModel):
    """A book."""

    title: str
    author: str


class Books(BaseModel):
    """Several books."""

    books: list[Book]


def client(url: str) -> sdk.OpenAI:
    """Make a client.

    Args:
        url: Where the server is.

    Returns:
        The client, warmed up by its first request.
    """
    import openai as sdk

    made = sdk.OpenAI(base_url=url, api_key=KEY)
    text(ask(made))
    return made


def async_client(url: str) -> sdk.AsyncOpenAI:
    """Make an async client.

    Args:
        url: Where the server is.

    Returns:
        The client.
    """
    import openai as sdk

    return sdk.AsyncOpenAI(base_url=url, api_key=KEY)


def ask(raw: sdk.OpenAI) -> ChatCompletion:
    """Make one call.

    Args:
        raw: The client.

    Returns:
        The answer.
    """
    return raw.chat.completions.create(model="text", messages=MESSAGES)


def text(answer: ChatCompletion) -> str | None:
    """Read what an answer says.

    Args:
        answer: The answer.

    Returns:
        Its text.
    """
    return answer.choices[0].message.content


def fill(raw: sdk.OpenAI) -> Book:
    """Make one call that is answered with a model, through a tool call.

    Args:
        raw: The client.

    Returns:
        The model.
    """
    create: Any = raw.chat.completions.create
    answer: ChatCompletion = create(model="book", messages=MESSAGES, **FORCE_BOOK)
    calls = answer.choices[0].message.tool_calls
    if not calls or calls[0].type != "function":
        raise RuntimeError("the answer has no tool call")
    return Book.model_validate_json(calls[0].function.arguments)


def stream_text(raw: sdk.OpenAI, model: str) -> str:
    """Read a text stream, looking at each chunk.

    Args:
        raw: The client.
        model: Such as `text-1000`.

    Returns:
        The whole text.
    """
    create: Any = raw.chat.completions.create
    chunks: Iterable[ChatCompletionChunk]
    chunks = create(model=model, messages=MESSAGES, **STREAMED)
    return "".join([content_of(chunk) for chunk in chunks])


async def stream_text_async(raw: sdk.AsyncOpenAI, model: str) -> str:
    """Read a text stream in an event loop, looking at each chunk.

    Args:
        raw: The client.
        model: Such as `text-1000`.

    Returns:
        The whole text.
    """
    create: Any = raw.chat.completions.create
    chunks: AsyncIterable[ChatCompletionChunk]
    chunks = await create(model=model, messages=MESSAGES, **STREAMED)
    return "".join([content_of(chunk) async for chunk in chunks])


def stream_books(raw: sdk.OpenAI, model: str) -> Books:
    """Read a structured stream, collecting the arguments of its tool call.

    Args:
        raw: The client.
        model: Such as `books-200`.

    Returns:
        The model, validated once at the end.
    """
    return Books.model_validate_json(stream_arguments(raw, model))


def stream_arguments(raw: sdk.OpenAI, model: str) -> str:
    """Read a stream of a tool call.

    Args:
        raw: The client.
        model: Such as `books-200`.

    Returns:
        The JSON text of its arguments.
    """
    create: Any = raw.chat.completions.create
    chunks: Iterable[ChatCompletionChunk]
    chunks = create(model=model, messages=MESSAGES, **STREAMED, **FORCE_BOOKS)
    return "".join([_argued(chunk) for chunk in chunks])


async def stream_books_async(raw: sdk.AsyncOpenAI, model: str) -> Books:
    """Read a structured stream in an event loop.

    Args:
        raw: The client.
        model: Such as `books-200`.

    Returns:
        The model, validated once at the end.
    """
    create: Any = raw.chat.completions.create
    chunks: AsyncIterable[ChatCompletionChunk]
    chunks = await create(model=model, messages=MESSAGES, **STREAMED, **FORCE_BOOKS)
    return Books.model_validate_json("".join([_argued(c) async for c in chunks]))


def content_of(chunk: ChatCompletionChunk) -> str:
    """Read what a chunk says.

    Args:
        chunk: The chunk.

    Returns:
        Its text.
    """
    return chunk.choices[0].delta.content or "" if chunk.choices else ""


def _argued(chunk: ChatCompletionChunk) -> str:
    if not chunk.choices or not (calls := chunk.choices[0].delta.tool_calls):
        return ""
    function = calls[0].function
    return (function and function.arguments) or ""


def _forced(shape: type[BaseModel]) -> dict[str, Any]:
    function = {
        "name": shape.__name__,
        "description": shape.__doc__ or "",
        "parameters": shape.model_json_schema(),
    }
    name = {"name": shape.__name__}
    return {
        "tools": [{"type": "function", "function": function}],
        "tool_choice": {"type": "function", "function": name},
    }


FORCE_BOOK: Any = _forced(Book)
FORCE_BOOKS: Any = _forced(Books)
