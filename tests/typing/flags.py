"""A `bool` that is known only at run time as `stream`; read by type checkers."""

from __future__ import annotations

from typing import assert_type

from pydantic import BaseModel

from mirascope import llm
from mirascope.core import openai
from mirascope.core.base import BaseStructuredStream
from mirascope.core.base.stream_config import StreamConfig


class Book(BaseModel):
    """A book."""

    title: str


def lookup(title: str) -> str:
    """Look a title up."""
    return title


def prompt(genre: str) -> str:
    return genre


async def prompt_async(genre: str) -> str:
    return genre


async def core(stream: bool) -> None:
    plain = openai.call("m", stream=stream, tools=[lookup])
    assert_type(plain(prompt)("a"), openai.OpenAICallResponse | openai.OpenAIStream)
    assert_type(
        await plain(prompt_async)("a"), openai.OpenAICallResponse | openai.OpenAIStream
    )
    extract = openai.call("m", stream=stream, response_model=Book)
    assert_type(extract(prompt)("a"), Book | BaseStructuredStream[Book])
    assert_type(await extract(prompt_async)("a"), Book | BaseStructuredStream[Book])


async def neutral(stream: bool) -> None:
    plain = llm.call("openai", "m", stream=stream, tools=[lookup])
    assert_type(plain(prompt)("a"), llm.CallResponse | llm.Stream)
    assert_type(await plain(prompt_async)("a"), llm.CallResponse | llm.Stream)
    extract = llm.call("openai", "m", stream=stream, response_model=Book)
    assert_type(extract(prompt)("a"), Book | BaseStructuredStream[Book])
    assert_type(await extract(prompt_async)("a"), Book | BaseStructuredStream[Book])


def either(stream: bool | StreamConfig) -> None:
    assert_type(
        openai.call("m", stream=stream)(prompt)("a"),
        openai.OpenAICallResponse | openai.OpenAIStream,
    )
    assert_type(
        llm.call("openai/m", stream=stream)(prompt)("a"), llm.CallResponse | llm.Stream
    )
