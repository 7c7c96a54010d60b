"""`mirascope.retries`; read by type checkers, never run."""

from __future__ import annotations

from typing import assert_type

import openai
from pydantic import BaseModel, ValidationError
from tenacity import retry, stop_after_attempt

from mirascope import llm
from mirascope.core.base import BaseStructuredStream
from mirascope.retries import FallbackError, fallback
from mirascope.retries.fallback import Fallback
from mirascope.retries.tenacity import collect_errors


class Book(BaseModel):
    title: str


client = openai.OpenAI()
entry: Fallback = {"catch": llm.ServerError, "provider": "groq", "model": "llama"}
full: Fallback = {
    "catch": (llm.ServerError, llm.RateLimitError),
    "provider": "my-service",
    "model": "m",
    "call_params": {"temperature": 0.5},
    "client": client,
}
guard = fallback(llm.RateLimitError, [entry, full])


@guard
@llm.call("openai", "gpt")
def ask(word: str, *, count: int = 1) -> str:
    return word * count


@fallback((llm.RateLimitError, KeyError), [entry], restart_streams=True)
@llm.call("openai", "gpt", stream=True)
async def tell(word: str) -> str:
    return word


@fallback(catch=Exception, fallbacks=[])
@llm.call("openai", "gpt", response_model=Book)
async def extract(word: str) -> str:
    return word


@fallback(Exception, [entry])
@llm.call("openai", "gpt", response_model=Book, stream=True)
def grow(word: str) -> str:
    return word


class Desk:
    @guard
    @llm.call("openai", "gpt")
    def ask(self, word: str) -> str:
        return word


@retry(stop=stop_after_attempt(3), after=collect_errors(ValidationError, KeyError))
@llm.call("openai", "gpt", response_model=Book)
def triage(word: str, *, errors: list[ValidationError] | None = None) -> str:
    return f"{errors} {word}"


async def results() -> None:
    assert_type(ask("x", count=2), llm.CallResponse)
    assert_type(await tell("x"), llm.Stream)
    assert_type(await extract("x"), Book)
    assert_type(grow("x"), BaseStructuredStream[Book])
    assert_type(Desk().ask("x"), llm.CallResponse)
    assert_type(triage("x"), Book)
    variant = llm.override(ask, response_model=Book)
    assert_type(variant("x"), Book)
    for chunk, _ in llm.override(ask, stream=True)("x"):
        assert_type(chunk.restarted, bool)


def errors() -> None:
    try:
        ask("x")
    except FallbackError as error:
        first: Exception = error.errors[0]
        raise first from error
