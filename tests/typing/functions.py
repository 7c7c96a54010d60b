"""The functions, clients and parameters of a call; read by checkers, never run."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_type

from openai import AsyncAzureOpenAI, AsyncOpenAI, AzureOpenAI, OpenAI
from openai.types.chat import ChatCompletionMessageParam
from pydantic import BaseModel
from typing_extensions import override

from mirascope.core import BaseMessageParam, BaseTool, Messages, openai
from mirascope.core.base import CommonCallParams


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


# -- parameters and kinds of functions -------------------------------------------------


class Librarian(BaseModel):
    genre: str

    @openai.call("gpt-4o-mini")
    def recommend(self, count: int) -> str:
        return f"{count} {self.genre} books"

    @openai.call("gpt-4o-mini", response_model=Book)
    async def recommend_async(self, count: int) -> str:
        return f"{count} {self.genre} books"

    @classmethod
    @openai.call("gpt-4o-mini", stream=True)
    def recommend_any(cls, count: int) -> str:
        return f"{count} books for {cls.__name__}"

    @staticmethod
    @openai.call("gpt-4o-mini")
    async def recommend_one(genre: str) -> str:
        return genre


async def methods(librarian: Librarian) -> None:
    assert_type(librarian.recommend(2), openai.OpenAICallResponse)
    assert_type(await librarian.recommend_async(count=2), Book)
    assert_type(Librarian.recommend_any(2), openai.OpenAIStream)
    assert_type(await Librarian.recommend_one("fantasy"), openai.OpenAICallResponse)


@openai.call("gpt-4o-mini")
def variadic(first: str, /, *rest: int, last: str = "", **more: float) -> str:
    return first


def signature_survives() -> None:
    taken: Callable[[str, int, int], openai.OpenAICallResponse] = variadic
    assert_type(variadic("a", 1, 2, last="b", c=1.0), openai.OpenAICallResponse)
    taken("a", 1, 2)


async def stored_and_applied_twice() -> None:
    decorator = openai.call("gpt-4o-mini")

    def sync_prompt(a: int) -> str:
        return str(a)

    async def async_prompt(a: int) -> str:
        return str(a)

    assert_type(decorator(sync_prompt)(1), openai.OpenAICallResponse)
    assert_type(await decorator(async_prompt)(1), openai.OpenAICallResponse)


# -- what prompt functions return ------------------------------------------------------


@openai.call("gpt-4o-mini")
def says_a_message(genre: str) -> BaseMessageParam:
    return Messages.User(genre)


@openai.call("gpt-4o-mini")
def says_messages(genre: str) -> list[BaseMessageParam]:
    return [Messages.System("Be brief"), Messages.User(genre)]


@openai.call("gpt-4o-mini")
def says_what_messages_are(genre: str) -> Messages.Type:
    return Messages.User(genre)


@openai.call("gpt-4o-mini")
def says_native_messages(genre: str) -> list[ChatCompletionMessageParam]:
    return [{"role": "user", "content": genre}]


@openai.call("gpt-4o-mini")
def says_parts(genre: str) -> list[str]:
    return ["Recommend a book", genre]


@openai.call("gpt-4o-mini")
def says_a_config(genre: str) -> openai.OpenAIDynamicConfig:
    return {
        "messages": [Messages.User(genre), {"role": "user", "content": genre}],
        "computed_fields": {"upper": genre.upper()},
        "tools": [lookup, Lookup],
        "call_params": {"temperature": 0.5},
        "client": OpenAI(),
        "metadata": {"tags": {"a"}},
    }


@openai.call("gpt-4o-mini")
async def says_a_config_async(genre: str) -> openai.AsyncOpenAIDynamicConfig:
    return {"messages": [Messages.User(genre)], "client": AsyncOpenAI()}


async def content_of() -> None:
    assert_type(says_a_message("a"), openai.OpenAICallResponse)
    assert_type(says_messages("a"), openai.OpenAICallResponse)
    assert_type(says_what_messages_are("a"), openai.OpenAICallResponse)
    assert_type(says_native_messages("a"), openai.OpenAICallResponse)
    assert_type(says_parts("a"), openai.OpenAICallResponse)
    assert_type(says_a_config("a"), openai.OpenAICallResponse)
    assert_type(await says_a_config_async("a"), openai.OpenAICallResponse)


# -- clients and call parameters -------------------------------------------------------

openai_params: openai.OpenAICallParams = {"reasoning_effort": "low"}
common_params: CommonCallParams = {"temperature": 0.5}


@openai.call("gpt-4o-mini", client=OpenAI(), call_params=openai_params)
def with_client(genre: str) -> str:
    return genre


@openai.call("gpt-4o-mini", client=AzureOpenAI(), call_params=common_params)
def with_azure_client(genre: str) -> str:
    return genre


@openai.call("gpt-4o-mini", client=None, call_params=None)
def without_client(genre: str) -> str:
    return genre


@openai.call("gpt-4o-mini", client=AsyncOpenAI(), call_params={"temperature": 0.5})
async def with_client_async(genre: str) -> str:
    return genre


@openai.call("gpt-4o-mini", client=AsyncAzureOpenAI(), stream=True)
async def with_azure_client_async(genre: str) -> str:
    return genre


def maybe_client(client: OpenAI | None) -> None:
    @openai.call("gpt-4o-mini", client=client, call_params={"max_tokens": 10})
    def recommend(genre: str) -> str:
        return genre

    assert_type(recommend("fantasy"), openai.OpenAICallResponse)


async def called_with_clients() -> None:
    assert_type(with_client("a"), openai.OpenAICallResponse)
    assert_type(with_azure_client("a"), openai.OpenAICallResponse)
    assert_type(without_client("a"), openai.OpenAICallResponse)
    assert_type(await with_client_async("a"), openai.OpenAICallResponse)
    assert_type(await with_azure_client_async("a"), openai.OpenAIStream)
