"""Calls that a type checker must refuse; read by type checkers, never run.

An ignore that is not needed is an error, so each one says that its line is refused:
`type: ignore` by pyright and mypy alike, `pyright: ignore` by pyright alone.
"""

from __future__ import annotations

from openai import AsyncOpenAI, OpenAI
from pydantic import BaseModel

from mirascope import llm
from mirascope.core import BaseTool, Messages, openai
from mirascope.retries import fallback
from mirascope.retries.tenacity import collect_errors


class Book(BaseModel):
    title: str


def text_of(response: openai.OpenAICallResponse) -> str:
    return response.content


def neutral_text_of(response: llm.CallResponse) -> str:
    return response.content


def title_of(book: Book) -> str:
    return book.title


def length_of(text: str) -> int:
    return len(text)


def prompt(genre: str) -> str:
    return genre


async def prompt_async(genre: str) -> str:
    return genre


@openai.call("m")
def recommend(genre: str, *, count: int) -> str:
    return f"{count} {genre}"


@openai.call("m", stream=True)
def stream(genre: str) -> str:
    return genre


@openai.call("m")
async def recommend_async(genre: str) -> str:
    return genre


@llm.call("openai", "m")
def neutral(genre: str) -> str:
    return genre


class Librarian:
    @openai.call("m")
    def recommend(self, count: int) -> str:
        return str(count)


# -- the parameters of the user's function ---------------------------------------------

recommend("a")  # type: ignore[call-arg]
recommend("a", count="1")  # type: ignore[arg-type]
recommend("a", count=1, more=1)  # type: ignore[call-arg]
recommend(1, count=1)  # type: ignore[arg-type]
neutral()  # type: ignore[call-arg]
neutral("a", 1)  # type: ignore[call-arg]
Librarian().recommend()  # type: ignore[call-arg]
Librarian.recommend(1)  # type: ignore[arg-type, call-arg]

# -- results ---------------------------------------------------------------------------

wrong_response: openai.OpenAIStream = recommend("a", count=1)  # type: ignore[assignment]
wrong_content = recommend_async("a").content  # type: ignore[attr-defined]
nothing = recommend("a", count=1).nothing  # type: ignore[attr-defined]

# -- clients ---------------------------------------------------------------------------

openai.call("m", client=OpenAI())(prompt_async)  # pyright: ignore[reportArgumentType]
openai.call("m", client=AsyncOpenAI())(prompt)  # pyright: ignore[reportArgumentType]
openai.call("m", client="key")(prompt)  # pyright: ignore[reportCallIssue]
openai.call("m", stream=True, client=OpenAI())(prompt_async)  # pyright: ignore[reportArgumentType]
openai.call("m", response_model=Book, client=AsyncOpenAI())(prompt)  # pyright: ignore[reportArgumentType]

# -- options that exclude each other ---------------------------------------------------


def stream_and_parser() -> None:
    openai.call("m", stream=True, output_parser=text_of)(prompt)
    _unreachable: int = "so that this is not checked"


def neutral_stream_and_parser() -> None:
    llm.call("openai", "m", stream=True, output_parser=neutral_text_of)(prompt)
    _unreachable: int = "so that this is not checked"


llm.override(neutral, stream=True, output_parser=neutral_text_of)  # type: ignore[call-overload]

# -- values that an option does not take -----------------------------------------------

openai.call(1)  # type: ignore[call-overload]
openai.call("m", "n")  # type: ignore[call-overload]
openai.call("m", unknown=1)  # type: ignore[call-overload]
openai.call("m", json_mode="yes")  # type: ignore[call-overload]
openai.call("m", tools=Book)  # type: ignore[call-overload]
openai.call("m", tools=[1])  # type: ignore[list-item]
openai.call("m", stream={"partial": True})  # type: ignore[call-overload]
openai.call("m", response_model=Book(title="a"))  # type: ignore[call-overload]
openai.call("m", output_parser=length_of)  # type: ignore[arg-type]
openai.call("m", response_model=Book, output_parser=text_of)  # type: ignore[arg-type]
openai.call("m", response_model=BaseTool, tools=[prompt], output_parser=title_of)  # type: ignore[arg-type]
openai.call("m", call_params={"temperatur": 1})  # type: ignore[call-overload]
openai.call("m", call_params={"temperature": "warm"})  # type: ignore[call-overload]
openai.call("m", call_params={"reasoning_effort": "huge"})  # type: ignore[call-overload]
openai.call("m", call_params=1)  # type: ignore[call-overload]

llm.call(1, "m")  # type: ignore[call-overload]
llm.call("openai", "m", "n")  # type: ignore[call-overload]
llm.call("openai", "m", unknown=1)  # type: ignore[call-overload]
llm.call("openai", "m", call_params={"temperatur": 1})  # type: ignore[call-overload]
llm.call("openai", "m", call_params={"temperature": "warm"})  # type: ignore[call-overload]
llm.call("openai", "m", output_parser=text_of)  # type: ignore[arg-type]
llm.call("openai", "m", response_model=Book, output_parser=length_of)  # type: ignore[arg-type]
llm.override(neutral, provider=1, model="m")  # type: ignore[call-overload]
llm.override(neutral, output_parser=text_of)  # type: ignore[arg-type]
llm.override(neutral, call_params={"temperatur": 1})  # type: ignore[call-overload]
llm.override("neutral")  # type: ignore[call-overload]
llm.context(provider="openai")  # type: ignore[call-overload]
llm.context(provider="openai", model="m", tools=[prompt])  # type: ignore[call-overload]

# -- prompt functions ------------------------------------------------------------------


@openai.call("m")  # type: ignore[arg-type]
def says_a_number(genre: str) -> int:
    return 1


@openai.call("m")  # type: ignore[arg-type]
def says_a_model(genre: str) -> Book:
    return Book(title=genre)


@llm.call("openai", "m")  # type: ignore[arg-type]
async def says_a_set(genre: str) -> set[str]:
    return {genre}


def wrong_key(genre: str) -> openai.OpenAIDynamicConfig:
    return {"message": [Messages.User(genre)]}  # type: ignore[return-value]


def wrong_client(genre: str) -> openai.OpenAIDynamicConfig:
    return {"messages": [Messages.User(genre)], "client": AsyncOpenAI()}  # pyright: ignore[reportReturnType]


def options_of_other_names() -> None:
    call = llm.call("openai", "m")(lambda: "x")
    openai.call("m", temperature=0)  # type: ignore[call-overload]
    llm.call("openai", "m", temperature=0)  # type: ignore[call-overload]
    llm.override(call, temperature=0)  # type: ignore[call-overload]
    llm.context(provider="openai", model="m", temperature=0)  # type: ignore[call-overload]


# -- fallbacks -------------------------------------------------------------------------

fallback("x", [])  # type: ignore[arg-type]
fallback(Exception, [{"catch": Exception, "provider": "openai"}])  # type: ignore[typeddict-item]
fallback(Exception, [], restart_streams="yes")  # type: ignore[arg-type]
fallback(Exception, [])(3)  # type: ignore[type-var]
collect_errors(ValueError())  # type: ignore[arg-type]
