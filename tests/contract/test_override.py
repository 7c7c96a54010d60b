"""`llm.override`: which settings stay, which go, and for how long."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pydantic import BaseModel

from mirascope import llm
from mirascope.core import Messages
from mirascope.core.base import BaseStructuredStream
from mirascope.exceptions import OptionError
from tests.server import Answer, Call, Request, Server

from .row import Row
from .rows import ROWS
from .way import Clients, Way, make_prompt


class Book(BaseModel):
    """A book."""

    title: str


class Film(BaseModel):
    """A film."""

    title: str


def look_up(word: str) -> str:
    """Look a word up.

    Args:
        word: The word.
    """
    return word


def search(word: str) -> str:
    """Search for a word.

    Args:
        word: The word.
    """
    return word


def parse(response: Any) -> tuple[str, type]:
    return "parsed", type(response)


def parse_again(response: Any) -> tuple[str, type]:
    return "parsed again", type(response)


TEXT = '{"title": "Dune"}'


def answer(calls_tools: bool) -> Any:
    """Answer like a model: an output tool is called, others if told to, else JSON."""

    def respond(request: Request) -> Answer:
        names = [tool["function"]["name"] for tool in request.common.get("tools", ())]
        for model in ("Book", "Film"):
            if model in names:
                return Answer(text="", calls=(Call(name=model, arguments=TEXT),))
        if names and calls_tools:
            call = Call(name=names[0], arguments='{"word": "x"}')
            return Answer(text="", calls=(call,))
        return Answer(text=TEXT)

    return respond


def tool_names(server: Server) -> list[str]:
    tools = server.last.common.get("tools", ())
    return [tool["function"]["name"] for tool in tools]


DECORATORS: dict[str, dict[str, Any]] = {
    "plain": {},
    "stream": {"stream": True},
    "model": {"response_model": Book},
    "tools": {"tools": [look_up]},
    "parser": {"output_parser": parse},
    "model+stream": {"response_model": Book, "stream": True},
    "model+tools": {"response_model": Book, "tools": [look_up]},
    "model+parser": {"response_model": Book, "output_parser": parse},
}
OVERRIDES: dict[str, dict[str, Any]] = {
    "stream": {"stream": True},
    "no stream": {"stream": False},
    "model": {"response_model": Film},
    "tools": {"tools": [search]},
    "parser": {"output_parser": parse_again},
    "json": {"json_mode": True},
    "model+tools": {"response_model": Film, "tools": [search]},
    "model+stream": {"response_model": Film, "stream": True},
}
# llm.md section 8, with the two names of each parser and model kept apart.
OUTCOMES = {
    "plain": "S R F R q(R) R F|R fs",
    "stream": "S R F S q(R) S F|R fs",
    "model": "S B F B|R q(R) B F|R fs",
    "tools": "S R F R q(R) R F|R fs",
    "parser": "S p(R) F p(R) q(R) p(R) F|R fs",
    "model+stream": "S B F bs q(R) bs F|R fs",
    "model+tools": "S B|R F B|R q(R) B|R F|R fs",
    "model+parser": "S p(B) F p(B)|R q(R) p(B) F|R fs",
}


def kind_of(result: Any, way: Way) -> str:
    """Name what a call gave, in the letters of the table."""
    match result:
        case llm.CallResponse():
            return "R"
        case llm.Stream():
            return "S"
        case BaseStructuredStream():
            items = way.collect(result)
            assert items[-1].title == "Dune"
            return {Book: "bs", Film: "fs"}[type(items[-1])]
        case Book():
            return "B"
        case Film():
            return "F"
        case ("parsed", kind):
            return f"p({'R' if kind is llm.CallResponse else kind.__name__[0]})"
        case ("parsed again", kind):
            return f"q({'R' if kind is llm.CallResponse else kind.__name__[0]})"
        case _:
            return repr(result)


EVERY = [(decorator, override) for decorator in DECORATORS for override in OVERRIDES]


def check_outcome(way: Way, decorator: str, override: str) -> None:
    """Compare what a call gives under an override with the table."""
    decorated = way.decorate(**DECORATORS[decorator])
    column = list(OVERRIDES).index(override)
    silent, _, called = OUTCOMES[decorator].split()[column].partition("|")
    for calls_tools, expected in ((False, silent), (True, called)):
        if not expected:
            continue
        way.server.will(answer(calls_tools))
        overridden = llm.override(decorated, **OVERRIDES[override])
        assert kind_of(way.get(overridden()), way) == expected
    way.server.will(answer(False))
    before = kind_of(way.get(way.decorate(**DECORATORS[decorator])()), way)
    assert kind_of(way.get(decorated()), way) == before, "the override has stuck"


@pytest.mark.parametrize(("decorator", "override"), EVERY)
def test_the_outcome_of_every_combination(
    neutral: Way, decorator: str, override: str
) -> None:
    check_outcome(neutral, decorator, override)


@pytest.mark.parametrize(("decorator", "override"), EVERY)
def test_the_outcome_of_every_combination_is_the_same_when_async(
    make_way: Callable[..., Way], decorator: str, override: str
) -> None:
    check_outcome(make_way(ROWS[0], is_async=True), decorator, override)


@pytest.mark.parametrize(
    ("decorator", "override", "expected"),
    [
        ({"tools": [look_up]}, {"stream": True}, ["look_up"]),
        ({"tools": [look_up]}, {"tools": [search]}, ["search"]),
        ({"tools": [look_up]}, {"tools": []}, []),
        ({"tools": [look_up]}, {"response_model": Film}, ["Film"]),
        ({"tools": [look_up]}, {"output_parser": parse}, ["look_up"]),
        ({}, {"tools": [search]}, ["search"]),
    ],
)
def test_the_tools_that_are_offered(
    neutral: Way,
    server: Server,
    decorator: dict[str, Any],
    override: dict[str, Any],
    expected: list[str],
) -> None:
    server.will(answer(False))
    result = llm.override(neutral.decorate(**decorator), **override)()
    if override.get("stream"):
        neutral.collect(result)
    assert tool_names(server) == expected


def model_of(server: Server) -> str:
    return server.last.common["model"]


def test_provider_and_model_are_replaced(
    row: Row, server: Server, neutral: Way
) -> None:
    other = next(one for one in ROWS if one.provider == "groq")
    if row.provider == other.provider:
        other = ROWS[0]

    ask = neutral.decorate()
    there = llm.override(ask, provider=other.provider, model=other.model)
    response = there("x")
    assert response.provider == other.provider
    assert server.last.path == other.wire.path
    assert ask("x").provider == row.provider
    assert server.last.path == row.wire.path


def test_a_client_of_another_provider_is_not_kept(
    server: Server, clients: Clients
) -> None:
    openai, groq = (next(r for r in ROWS if r.id == id) for id in ("openai", "groq"))
    client = clients.get(openai, False, api_key="for openai only")

    @llm.call("openai", "gpt-4o-mini", client=client)
    def ask(word: str) -> str:
        return word

    response = llm.override(ask, provider="groq", model=groq.model)("x")
    assert response.provider == "groq"
    assert server.last.path == groq.wire.path
    assert server.last.headers["authorization"] == "Bearer test-groq-key"
    assert llm.override(ask, provider="openai", model="other")("x").content
    assert server.last.headers["authorization"] == "Bearer for openai only"


def test_parameters_that_are_replaced_give_no_warning(server: Server) -> None:
    @llm.call("openai", "gpt-4o-mini", call_params={"logit_bias": {"1": 2}})
    def ask(word: str) -> str:
        return word

    params = {"max_tokens": 3}
    llm.override(ask, provider="groq", model="m", call_params=params)("x")
    assert server.last.common["max_tokens"] == 3
    assert "logit_bias" not in server.last.common
    with llm.context(provider="groq", model="m", call_params={}):
        ask("x")
    assert "logit_bias" not in server.last.common


def test_parameters_of_another_provider_are_left_out_with_a_warning(
    server: Server,
) -> None:
    params = {"logit_bias": {"1": 2}, "seed": 1}

    @llm.call("openai", "gpt-4o-mini", call_params=params)
    def ask(word: str) -> str:
        return word

    with pytest.warns(UserWarning, match="logit_bias"):
        llm.override(ask, provider="groq", model="m")("x")
    assert "logit_bias" not in server.last.common
    assert server.last.common["seed"] == 1


def test_common_parameters_follow_to_another_provider(server: Server) -> None:
    @llm.call("openai", "gpt-4o-mini", call_params={"max_tokens": 5, "stop": "x"})
    def ask(word: str) -> str:
        return word

    llm.override(ask, provider="groq", model="m")("x")
    assert server.last.common["max_tokens"] == 5
    assert server.last.common["stop"] == "x"


@pytest.mark.parametrize(
    "given",
    [{"provider": "openai"}, {"model": "m"}, {"provider": "", "model": "m"}],
    ids=str,
)
def test_provider_and_model_go_together(given: dict[str, Any]) -> None:
    @llm.call("openai", "gpt-4o-mini")
    def ask(word: str) -> str:
        return word

    with pytest.raises(ValueError, match="provider"):
        llm.override(ask, **given)


def test_provider_and_model_can_be_one_string(server: Server) -> None:
    @llm.call("openai", "gpt-4o-mini")
    def ask(word: str) -> str:
        return word

    response = llm.override(ask, provider="groq/llama-3.3-70b-versatile")("x")
    assert response.provider == "groq"
    assert model_of(server) == "llama-3.3-70b-versatile"


def test_only_calls_can_be_overridden() -> None:
    with pytest.raises(TypeError, match=r"llm\.call"):
        llm.override(lambda word: word, stream=True)
    from mirascope.core import openai

    core = openai.call("gpt-4o-mini")(lambda word: word)
    with pytest.raises(TypeError, match=r"llm\.call"):
        llm.override(core, stream=True)


def test_an_override_of_nothing_is_refused(server: Server) -> None:
    @llm.call("openai", "gpt-4o-mini")
    def ask(word: str) -> str:
        return word

    with pytest.raises(OptionError, match=r"of 'ask' has no options"):
        llm.override(ask)
    assert llm.override(ask, model=None, tools=None)("x").model == "gpt-4o-mini"
    with pytest.raises(TypeError, match=r"llm\.call"):
        llm.override(lambda word: word)


def test_mistakes_are_found_before_any_request(server: Server) -> None:
    @llm.call("openai", "gpt-4o-mini")
    def ask(word: str) -> str:
        return word

    with pytest.warns(UserWarning, match="opnai"):
        other = llm.override(ask, provider="opnai", model="m")
    with pytest.raises(ValueError, match="opnai"):
        other("x")
    with pytest.raises(ValueError, match="output_parser"):
        llm.override(ask, stream=True, output_parser=parse)("x")
    assert server.requests == []


def test_call_params_are_replaced_as_a_whole(server: Server) -> None:
    @llm.call("openai", "gpt-4o-mini", call_params={"max_tokens": 5, "seed": 1})
    def ask(word: str) -> str:
        return word

    llm.override(ask, call_params={"seed": 2})("x")
    assert "max_tokens" not in server.last.common
    assert server.last.common["seed"] == 2
    llm.override(ask, call_params={})("x")
    assert not {"max_tokens", "seed"} & server.last.common.keys()


def test_the_inner_override_wins(server: Server) -> None:
    @llm.call("openai", "gpt-4o-mini", call_params={"seed": 1})
    def ask(word: str) -> str:
        return word

    once = llm.override(ask, provider="openai", model="once")
    twice = llm.override(once, provider="openai", model="twice")
    seeded = llm.override(once, call_params={"seed": 7})
    for function, model, seed in (
        (twice, "once", 1),
        (once, "once", 1),
        (seeded, "once", 7),
        (ask, "gpt-4o-mini", 1),
    ):
        function("x")
        assert (model_of(server), server.last.common["seed"]) == (model, seed)


def test_what_the_function_says_still_wins(server: Server) -> None:
    @llm.call("openai", "gpt-4o-mini")
    def ask(word: str) -> Any:
        return {
            "messages": [Messages.User(word)],
            "call_params": {"max_tokens": 1},
        }

    llm.override(ask, call_params={"max_tokens": 9, "seed": 4})("x")
    assert server.last.common["max_tokens"] == 1
    assert server.last.common["seed"] == 4


def test_calls_inside_the_body_are_not_overridden(server: Server) -> None:
    @llm.call("openai", "inner-model")
    def inner(word: str) -> str:
        return word

    @llm.call("openai", "outer-model")
    def outer(word: str) -> str:
        return f"after {inner(word)}"

    llm.override(outer, provider="openai", model="other-model")("x")
    models = [request.common["model"] for request in server.requests]
    assert models == ["inner-model", "other-model"]


def test_the_function_keeps_its_face() -> None:
    for is_async in (False, True):
        ask = llm.call("openai", "gpt-4o-mini")(make_prompt(str, is_async))
        overridden = llm.override(ask, stream=True)
        assert overridden.__name__ == "recommend_book"
        assert inspect.iscoroutinefunction(overridden) == is_async
        assert list(inspect.signature(overridden).parameters) == ["genre"]


def test_concurrent_overrides_do_not_meet(server: Server) -> None:
    server.will(lambda request: Answer(text=request.common["model"]))

    @llm.call("openai", "base")
    async def ask(word: str) -> str:
        await asyncio.sleep(0)
        return word

    async def main() -> list[str]:
        names = [f"model-{n}" for n in range(10)]
        calls = [llm.override(ask, provider="openai", model=name) for name in names]
        answers = await asyncio.gather(ask("x"), *[call("x") for call in calls])
        return [answer.content for answer in answers]

    assert asyncio.run(main()) == ["base", *[f"model-{n}" for n in range(10)]]


def test_overrides_in_threads_do_not_meet(server: Server) -> None:
    server.will(lambda request: Answer(text=request.common["model"]))

    @llm.call("openai", "base")
    def ask(word: str) -> str:
        return word

    def work(number: int) -> bool:
        name = f"model-{number}"
        call = llm.override(ask, provider="openai", model=name)
        return (call("x").content, ask("x").content) == (name, "base")

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(16)))
