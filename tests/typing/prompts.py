"""Prompts beneath calls, and prompts as classes; read by checkers, never run."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_type

from pydantic import BaseModel

from mirascope import llm
from mirascope.core import (
    BaseMessageParam,
    BasePrompt,
    Messages,
    merge_decorators,
    metadata,
    openai,
    prompt_template,
)


class Book(BaseModel):
    """A book."""

    title: str


# -- prompts alone ---------------------------------------------------------------------


@prompt_template("Recommend a {genre} book")
def template(genre: str, *, count: int = 1) -> None: ...


@prompt_template("Recommend a {genre} book")
async def template_async(genre: str) -> openai.AsyncOpenAIDynamicConfig:
    return {"computed_fields": {"genre": genre.upper()}}


@prompt_template()
def messages(genre: str) -> str:
    return genre


async def prompts() -> None:
    assert_type(template("a", count=2), list[BaseMessageParam])
    assert_type(await template_async("a"), list[BaseMessageParam])
    assert_type(messages("a"), list[BaseMessageParam])


# -- beneath calls ---------------------------------------------------------------------


@openai.call("m")
@prompt_template("Recommend a {genre} book")
def templated(genre: str, *, count: int = 1) -> None: ...


@openai.call("m", stream=True)
@prompt_template("Recommend a {genre} book")
def templated_config(genre: str) -> openai.OpenAIDynamicConfig:
    return {"computed_fields": {"genre": genre.upper()}}


@openai.call("m", response_model=Book)
@prompt_template("Recommend a {genre} book")
async def templated_async(genre: str) -> openai.AsyncOpenAIDynamicConfig:
    return {"computed_fields": {"genre": genre.upper()}}


@llm.call("openai", "m")
@prompt_template()
def from_messages(genre: str) -> list[BaseMessageParam]:
    return [Messages.User(genre)]


@llm.call("openai", "m")
@metadata({"tags": {"library"}})
@prompt_template("Recommend a {genre} book")
async def with_metadata(genre: str) -> None: ...


@metadata({"tags": {"library"}})
@openai.call("m")
@prompt_template("Recommend a {genre} book")
def with_metadata_above(genre: str) -> None: ...


class Librarian(BaseModel):
    genre: str

    @openai.call("m")
    @prompt_template("Recommend {count} {self.genre} books")
    def recommend(self, count: int) -> None: ...

    @llm.call("openai/m", response_model=Book)
    @prompt_template("Recommend {count} {self.genre} books")
    async def recommend_async(self, count: int) -> None: ...

    @classmethod
    @openai.call("m", stream=True)
    @prompt_template("Recommend {count} books")
    def recommend_any(cls, count: int) -> None: ...


async def calls(librarian: Librarian) -> None:
    assert_type(templated("a", count=2), openai.OpenAICallResponse)
    assert_type(templated_config("a"), openai.OpenAIStream)
    assert_type(await templated_async("a"), Book)
    assert_type(from_messages("a"), llm.CallResponse)
    assert_type(await with_metadata("a"), llm.CallResponse)
    assert_type(with_metadata_above("a"), openai.OpenAICallResponse)
    assert_type(librarian.recommend(2), openai.OpenAICallResponse)
    assert_type(await librarian.recommend_async(count=2), Book)
    assert_type(Librarian.recommend_any(2), openai.OpenAIStream)


recommending = merge_decorators(
    openai.call("m", response_model=Book),
    prompt_template("Recommend a {genre} book"),
)


@recommending()
def merged(genre: str) -> None: ...


@recommending()
async def merged_async(genre: str) -> None: ...


async def merges() -> None:
    assert_type(merged("a"), Book)
    assert_type(await merged_async("a"), Book)


# -- prompts as classes ----------------------------------------------------------------


@prompt_template("Recommend a {genre} book")
class Recommendation(BasePrompt):
    genre: str


async def classes() -> None:
    prompt = Recommendation(genre="a")
    assert_type(prompt, Recommendation)
    assert_type(prompt.message_params(), list[BaseMessageParam])
    assert_type(prompt.run(openai.call("m")), openai.OpenAICallResponse)
    assert_type(prompt.run(openai.call("m", stream=True)), openai.OpenAIStream)
    assert_type(prompt.run(openai.call("m", response_model=Book)), Book)
    assert_type(prompt.run(llm.call("openai", "m")), llm.CallResponse)
    assert_type(await prompt.run_async(openai.call("m")), openai.OpenAICallResponse)
    assert_type(await prompt.run_async(llm.call("openai/m", response_model=Book)), Book)


def as_an_argument(run: Callable[[str], openai.OpenAICallResponse]) -> None:
    run("a")


as_an_argument(templated)
