"""`retries` and `timeout` keep every result type; read by checkers, never run."""

from __future__ import annotations

from typing import assert_type

from pydantic import BaseModel

from mirascope import llm
from mirascope.core import openai
from mirascope.core.base import BaseStructuredStream


class Book(BaseModel):
    """A book."""

    title: str


def title_of(book: Book) -> str:
    return book.title


def content_of(response: openai.OpenAICallResponse) -> bytes:
    return response.content.encode()


def text_of(response: llm.CallResponse) -> bytes:
    return response.content.encode()


def lookup(title: str) -> str:
    """Look a title up."""
    return title


def prompt(genre: str) -> str:
    return genre


async def later(genre: str) -> str:
    return genre


policy = llm.RetryPolicy(attempts=2, on=(llm.RateLimitError,), max_wait_s=1)
lone = llm.RetryPolicy(on=llm.RateLimitError, total_s=3.5, jitter=False)


async def core() -> None:
    plain = openai.call("m", retries=policy, timeout=1.5)
    assert_type(plain(prompt)("a"), openai.OpenAICallResponse)
    assert_type(await plain(later)("a"), openai.OpenAICallResponse)
    stream = openai.call("m", stream=True, retries=2, timeout=3)
    assert_type(stream(prompt)("a"), openai.OpenAIStream)
    parsed = openai.call("m", output_parser=content_of, retries=2, timeout=3)
    assert_type(parsed(prompt)("a"), bytes)
    model = openai.call("m", response_model=Book, retries=2, timeout=3)
    assert_type(model(prompt)("a"), Book)
    tools = openai.call("m", response_model=Book, tools=[lookup], retries=policy)
    assert_type(tools(prompt)("a"), Book | openai.OpenAICallResponse)
    both = openai.call("m", response_model=Book, output_parser=title_of, retries=lone)
    assert_type(both(prompt)("a"), str)
    grown = openai.call("m", response_model=Book, stream=True, retries=1, timeout=2)
    assert_type(grown(prompt)("a"), BaseStructuredStream[Book])
    none = openai.call("m", retries=None, timeout=None)
    assert_type(none(prompt)("a"), openai.OpenAICallResponse)


async def neutral() -> None:
    plain = llm.call("openai", "m", retries=policy, timeout=1.5)
    assert_type(plain(prompt)("a"), llm.CallResponse)
    assert_type(await plain(later)("a"), llm.CallResponse)
    stream = llm.call("openai/m", stream=True, retries=2, timeout=3)
    assert_type(stream(prompt)("a"), llm.Stream)
    parsed = llm.call("openai/m", output_parser=text_of, retries=2, timeout=3)
    assert_type(parsed(prompt)("a"), bytes)
    model = llm.call("openai/m", response_model=Book, retries=2, timeout=3)
    assert_type(model(prompt)("a"), Book)
    tools = llm.call("openai/m", response_model=Book, tools=[lookup], retries=policy)
    assert_type(tools(prompt)("a"), Book | llm.CallResponse)
    both = llm.call("openai/m", response_model=Book, output_parser=title_of, retries=1)
    assert_type(both(prompt)("a"), str)
    grown = llm.call("openai/m", response_model=Book, stream=True, retries=1)
    assert_type(grown(prompt)("a"), BaseStructuredStream[Book])


async def overridden() -> None:
    plain = llm.call("openai", "m")
    other = llm.override(plain(prompt), retries=policy, timeout=2)
    assert_type(other("a"), llm.CallResponse)
    none = llm.override(plain(later), retries=0)
    assert_type(await none("a"), llm.CallResponse)
    moved = llm.override(plain(prompt), provider="groq", model="m", timeout=0.5)
    assert_type(moved("a"), llm.CallResponse)
    stream = llm.override(plain(prompt), stream=True, retries=2)
    assert_type(stream("a"), llm.Stream)
    model = llm.override(plain(prompt), response_model=Book, retries=2, timeout=1)
    assert_type(model("a"), Book)


def shown(response: llm.CallResponse, stream: llm.Stream) -> None:
    assert_type(response.attempts, tuple[llm.Attempt, ...])
    assert_type(response.attempts[0].error, Exception | None)
    assert_type(response.attempts[0].wait_s, float)
    assert_type(response.total_cost, float | None)
    assert_type(stream.attempts, tuple[llm.Attempt, ...])
    assert_type(stream.total_cost, float | None)
    with llm.context(retries=policy, timeout=3):
        pass
    with llm.context(provider="openai", model="m", retries=2):
        pass
    with llm.context(timeout=2.5):
        pass
