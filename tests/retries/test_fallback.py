"""`fallback`: its order, what is caught, and what a function that has it still is."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import inspect
import pickle
import threading
from collections.abc import Callable
from copy import copy, deepcopy
from typing import Any, ClassVar

import anthropic
import openai
import pytest
from pydantic import BaseModel
from tenacity import RetryError, retry, stop_after_attempt

from mirascope import BaseMessageParam, Messages, llm
from mirascope.core import metadata
from mirascope.core import openai as core_openai
from mirascope.exceptions import (
    ClientTypeError,
    InvalidCallError,
    NotAnAgnosticCallError,
    OptionError,
)
from mirascope.retries import FallbackError, fallback
from mirascope.retries.fallback import Fallback
from tests.server import Answer, Fault, Server

BAD = Answer(fault=Fault(status=400))
DENIED = Answer(fault=Fault(status=403))
CLAUDE: Fallback = {
    "catch": anthropic.BadRequestError,
    "provider": "anthropic",
    "model": "claude",
}
LLAMA: Fallback = {"catch": Exception, "provider": "groq", "model": "llama"}


def say(word: str = "x") -> str:
    """Say a word."""
    return word


async def asay(word: str = "x") -> str:
    """Say a word."""
    return word


def models(server: Server) -> list[str]:
    return [request.common["model"] for request in server.requests]


def call(prompt: Callable[..., Any] = say, **options: Any) -> Any:
    return llm.call("openai", "gpt", **options)(prompt)


# -- the order of attempts -------------------------------------------------------------


def test_without_a_failure_nothing_is_noted(server: Server) -> None:
    response = fallback(Exception, [CLAUDE])(call())()
    assert not hasattr(response, "_caught")
    assert models(server) == ["gpt"]


def test_fallbacks_are_tried_in_order_until_one_succeeds(server: Server) -> None:
    server.will(BAD, BAD, Answer(text="fine"))
    response = fallback(openai.BadRequestError, [CLAUDE, LLAMA, CLAUDE])(call())()
    assert models(server) == ["gpt", "claude", "llama"]
    assert response.content == "fine"
    first, second = response._caught
    assert isinstance(first, openai.BadRequestError)
    assert isinstance(second, anthropic.BadRequestError)


def test_what_is_not_to_be_caught_is_raised_as_it_is(server: Server) -> None:
    server.will(DENIED)
    with pytest.raises(openai.PermissionDeniedError):
        fallback(openai.BadRequestError, [CLAUDE])(call())()
    assert models(server) == ["gpt"]


def test_each_fallback_catches_for_itself(server: Server) -> None:
    server.will(BAD, DENIED)
    with pytest.raises(anthropic.PermissionDeniedError):
        fallback(openai.BadRequestError, [CLAUDE, LLAMA])(call())()
    assert models(server) == ["gpt", "claude"]


def test_subclasses_and_tuples_are_caught(server: Server) -> None:
    server.will(BAD, Answer())
    catch = (KeyError, openai.APIStatusError)
    assert fallback(catch, [LLAMA])(call())().provider == "groq"


def test_when_all_failed_the_error_has_them_all(server: Server) -> None:
    server.will(BAD)
    with pytest.raises(FallbackError) as failed:
        fallback(Exception, [CLAUDE, LLAMA])(call())()
    error = failed.value
    kinds = [type(one).__module__.split(".")[0] for one in error.errors]
    assert kinds == ["openai", "anthropic", "groq"]
    assert error.__cause__ is error.errors[-1]
    assert "'say' failed, and so did anthropic/claude, groq/llama" in str(error)
    assert str(error).count("the service says 400") == 3


def test_an_empty_list_fails_with_what_was_caught(server: Server) -> None:
    server.will(BAD)
    with pytest.raises(FallbackError) as failed:
        fallback(Exception, [])(call())()
    assert len(failed.value.errors) == 1


def test_an_error_of_the_prompt_function_counts_too(server: Server) -> None:
    tries: list[str] = []

    @fallback(KeyError, [LLAMA])
    @llm.call("openai", "gpt")
    def ask() -> str:
        tries.append("tried")
        raise KeyError("mine")

    with pytest.raises(FallbackError) as failed:
        ask()
    assert len(tries) == len(failed.value.errors) == 2
    assert server.requests == []


def test_the_same_provider_can_have_another_model(server: Server) -> None:
    server.will(BAD, Answer())
    other = {"catch": Exception, "provider": "openai", "model": "mini"}
    client = openai.OpenAI(api_key="own-key", base_url=server.url + "/v1")
    ask = call(client=client, call_params={"user": "bob"})
    fallback(Exception, [other])(ask)()
    assert models(server) == ["gpt", "mini"]
    assert server.last.common["user"] == "bob"
    assert server.last.headers["authorization"] == "Bearer own-key"


def test_provider_and_model_can_stand_in_one(server: Server) -> None:
    server.will(BAD, Answer())
    entry: Any = {"catch": Exception, "provider": "groq", "model": "llama"}
    assert fallback(Exception, [entry])(call())().provider == "groq"


# -- clients and parameters ------------------------------------------------------------


def test_a_client_of_another_provider_is_left_behind(server: Server) -> None:
    server.will(BAD, Answer())
    client = openai.OpenAI(api_key="own-key", base_url=server.url + "/v1")
    response = fallback(Exception, [CLAUDE])(call(client=client))()
    assert response.provider == "anthropic"


def test_the_client_of_a_context_is_left_behind_too(server: Server) -> None:
    server.will(BAD, Answer())
    client = openai.OpenAI(api_key="own-key", base_url=server.url + "/v1")
    ask = fallback(Exception, [CLAUDE])(call())
    with llm.context(provider="openai", model="inside", client=client):
        response = ask()
    assert response.provider == "anthropic"
    assert models(server) == ["inside", "claude"]


def test_parameters_of_another_provider_are_left_behind(server: Server) -> None:
    server.will(BAD, Answer())
    params = {"temperature": 0.5, "logit_bias": {"1": 2}}
    ask = fallback(Exception, [CLAUDE])(call(call_params=params))
    with pytest.warns(UserWarning, match="logit_bias"):
        ask()
    assert server.last.common["temperature"] == 0.5
    assert "logit_bias" not in server.last.body


def test_parameters_and_client_of_a_fallback_are_used(server: Server) -> None:
    server.will(BAD, Answer())
    client = anthropic.Anthropic(api_key="own-key", base_url=server.url)
    entry: Any = {**CLAUDE, "client": client, "call_params": {"max_tokens": 7}}
    fallback(Exception, [entry])(call(call_params={"temperature": 0.5}))()
    assert "own-key" in str(server.last.headers)
    assert server.last.body["max_tokens"] == 7
    assert "temperature" not in server.last.body


def test_what_becomes_of_the_list_does_not_matter(server: Server) -> None:
    server.will(BAD, Answer())
    entries: list[Any] = [dict(LLAMA)]
    ask = fallback(Exception, entries)(call())
    entries[0]["model"] = "another"
    entries.clear()
    ask()
    assert models(server) == ["gpt", "llama"]


# -- what surrounds a call -------------------------------------------------------------


def test_a_context_changes_the_first_attempt(server: Server) -> None:
    server.will(BAD, Answer())
    ask = fallback(Exception, [LLAMA])(call())
    with llm.context(provider="anthropic", model="inside"):
        ask()
    ask()
    assert models(server) == ["inside", "llama", "gpt"]


def test_an_override_of_it_changes_the_first_attempt_and_keeps_the_rest(
    server: Server,
) -> None:
    server.will(BAD, Answer(text="1"))
    ask = fallback(Exception, [LLAMA])(call())
    variant = llm.override(ask, provider="anthropic", model="other", response_model=int)
    assert variant() == 1
    assert models(server) == ["other", "llama"]


def test_an_override_can_have_fallbacks(server: Server) -> None:
    server.will(BAD, Answer())
    variant = llm.override(call(), provider="anthropic", model="other")
    assert fallback(Exception, [LLAMA])(variant)().provider == "groq"
    assert models(server) == ["other", "llama"]


def test_a_call_in_the_prompt_function_falls_back_with_it(server: Server) -> None:
    inner = call()

    @fallback(Exception, [LLAMA])
    @llm.call("anthropic", "outer")
    def ask() -> str:
        return inner().content

    server.will(BAD, Answer(text="a"), Answer(text="b"))
    assert ask().content == "b"
    assert models(server) == ["gpt", "llama", "llama"]


def test_an_override_in_the_prompt_function_stays_as_it_is(server: Server) -> None:
    inner = llm.override(call(), provider="openai", model="always")

    @fallback(Exception, [LLAMA])
    @llm.call("anthropic", "outer")
    def ask() -> str:
        return inner().content

    server.will(Answer(text="a"), BAD, Answer(text="b"))
    ask()
    assert models(server) == ["always", "outer", "always", "llama"]


def test_a_tool_can_call_another_function_with_fallbacks(server: Server) -> None:
    inner = fallback(Exception, [LLAMA])(call())

    def look(word: str) -> str:
        """Look a word up."""
        return inner(word).content

    @fallback(Exception, [CLAUDE])
    @llm.call("openai", "outer", tools=[look])
    def ask() -> str:
        return look("in the prompt") + "?"

    server.will(Answer(text="a"), BAD, BAD, Answer(text="c"), Answer(text="d"))
    assert ask().content == "d"
    assert models(server) == ["gpt", "outer", "claude", "llama", "claude"]


def test_nothing_stays_in_force_after_a_call(server: Server) -> None:
    plain = call()
    for last in (BAD, Answer()):
        server.will(BAD, last, Answer())
        ask = fallback(Exception, [LLAMA])(call())
        with contextlib.suppress(FallbackError):
            ask()
        plain()
        assert models(server) == ["gpt", "llama", "gpt"]


def test_tasks_do_not_see_each_others_fallback(server: Server) -> None:
    server.will(
        lambda request: BAD if request.common["model"] == "gpt" else Answer(text="ok")
    )
    plain = llm.call("openai", "plain")(asay)
    ask = fallback(Exception, [LLAMA])(call(asay))

    async def main() -> list[Any]:
        return await asyncio.gather(*[one() for one in [ask, plain] * 5])

    for n, response in enumerate(asyncio.run(main())):
        assert response.provider == ("openai" if n % 2 else "groq")


def test_threads_share_a_function(server: Server) -> None:
    server.will(
        lambda request: BAD if request.common["model"] == "gpt" else Answer(text="ok")
    )
    ask = fallback(Exception, [LLAMA])(call())
    caught: list[Any] = []
    threads = [
        threading.Thread(target=lambda: caught.append(ask()._caught)) for _ in range(8)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [len(one) for one in caught] == [1] * 8


def test_an_async_call_keeps_what_was_in_force_where_it_was_made(
    server: Server,
) -> None:
    server.will(BAD, Answer())
    ask = fallback(Exception, [LLAMA])(call(asay))

    async def main() -> None:
        with llm.context(provider="anthropic", model="inside"):
            made = ask()
        with llm.context(provider="anthropic", model="later"):
            await made
            await ask()

    asyncio.run(main())
    assert models(server) == ["inside", "llama", "later"]


# -- what it is put around -------------------------------------------------------------


def test_decorators_can_be_stacked(server: Server) -> None:
    server.will(BAD, BAD, BAD, Answer(text="fine"))
    inner = fallback(openai.BadRequestError, [CLAUDE])(call())
    ask = fallback(FallbackError, [LLAMA, {**LLAMA, "model": "last"}])(inner)
    response = ask()
    assert models(server) == ["gpt", "claude", "llama", "last"]
    assert isinstance(response._caught[0], FallbackError)


def test_tenacity_can_stand_between(server: Server) -> None:
    server.will(BAD, BAD, Answer(text="fine"))
    ask = fallback(RetryError, [LLAMA])(retry(stop=stop_after_attempt(2))(call()))
    response = ask()
    assert models(server) == ["gpt", "gpt", "llama"]
    assert isinstance(response._caught[0], RetryError)


def test_tenacity_can_stand_between_async(server: Server) -> None:
    server.will(BAD, BAD, Answer(text="fine"))
    tried = retry(stop=stop_after_attempt(2))(call(asay))
    response = asyncio.run(fallback(RetryError, [LLAMA])(tried)())
    assert models(server) == ["gpt", "gpt", "llama"]
    assert response.content == "fine"


def test_tenacity_can_stand_above(server: Server) -> None:
    server.will(BAD, BAD, BAD, Answer(text="fine"))
    ask = fallback(Exception, [LLAMA])(call())
    assert retry(stop=stop_after_attempt(2))(ask)().content == "fine"
    assert models(server) == ["gpt", "llama", "gpt", "llama"]


class Desk:
    name = "Ada"

    @fallback(Exception, [LLAMA])
    @llm.call("openai", "gpt")
    def ask(self, word: str) -> str:
        return f"{self.name}: {word}"

    @fallback(Exception, [LLAMA])
    @llm.call("openai", "gpt")
    async def aask(self, word: str) -> str:
        return f"{self.name}: {word}"

    @staticmethod
    @fallback(Exception, [LLAMA])
    @llm.call("openai", "gpt")
    def static(word: str) -> str:
        return word

    @classmethod
    @fallback(Exception, [LLAMA])
    @llm.call("openai", "gpt")
    def of_class(cls, word: str) -> str:
        return f"{cls.name}: {word}"

    plain: ClassVar[Any] = llm.call("openai", "gpt")(
        lambda self, word: f"{self.name}: {word}"
    )


DESK = Desk()


@pytest.mark.parametrize(
    ("ask", "text"),
    [
        (DESK.ask, "Ada: x"),
        (DESK.aask, "Ada: x"),
        (DESK.static, "x"),
        (DESK.of_class, "Ada: x"),
        (fallback(Exception, [LLAMA])(DESK.plain), "Ada: x"),
        (fallback(Exception, [LLAMA])(functools.partial(call(), "x")), "x"),
        (fallback(Exception, [LLAMA])(functools.partial(call(asay))), "x"),
    ],
    ids=["method", "async", "static", "class", "bound", "partial", "async partial"],
)
def test_methods_and_partials(server: Server, ask: Any, text: str) -> None:
    server.will(BAD, Answer(text="fine"))
    result = (
        ask()
        if isinstance(getattr(ask, "__wrapped__", 0), functools.partial)
        else (ask("x"))
    )
    if inspect.isawaitable(result):

        async def wait() -> Any:
            return await result

        result = asyncio.run(wait())
    assert result.provider == "groq"
    assert server.last.messages[0]["content"] == text


def test_what_consumes_a_stream_can_be_decorated(server: Server) -> None:
    tell = call(stream=True)

    @fallback(openai.OpenAIError, [LLAMA])
    def consume() -> str:
        return "".join(chunk.content for chunk, _ in tell())

    server.will(BAD, Answer(text=("a", "b")))
    assert consume() == "ab"
    assert models(server) == ["gpt", "llama"]


# -- what the function still is --------------------------------------------------------


def test_name_signature_docstring_and_attributes_are_kept() -> None:
    for prompt in (say, asay):
        decorated = call(metadata({"tags": {"a"}})(prompt))
        made = fallback(Exception, [LLAMA])(decorated)
        assert made.__name__ == prompt.__name__
        assert made.__doc__ == "Say a word."
        assert made.__module__ == __name__
        assert inspect.signature(made) == inspect.signature(prompt)
        assert made.__wrapped__ is decorated
        assert made._original_call_args == decorated._original_call_args
        assert made._metadata == {"tags": {"a"}}
        assert inspect.iscoroutinefunction(made) == (prompt is asay)


@fallback(Exception, [LLAMA])
@llm.call("openai", "gpt")
def at_module_level() -> str:
    return "x"


def test_a_function_is_pickled_by_its_name() -> None:
    read = pickle.loads(pickle.dumps(at_module_level))  # noqa: S301
    assert read is at_module_level


def test_a_function_is_shipped_by_value(server: Server) -> None:
    cloudpickle = pytest.importorskip("cloudpickle")
    for prompt in (say, asay):
        server.will(BAD, Answer(text="fine"))
        made = fallback(Exception, [LLAMA])(
            call(lambda: "x") if prompt is say else call(asay)
        )
        read = cloudpickle.loads(cloudpickle.dumps(made))
        result = read()
        if prompt is asay:
            result = asyncio.run(result)
        assert result.provider == "groq"


class Book(BaseModel):
    title: str


def test_results_are_pickled_without_keys(server: Server) -> None:
    client = openai.OpenAI(api_key="sk-SECRET", base_url=server.url + "/v1")
    server.will(BAD, Answer(text='{"title": "Dune"}'))
    options = {"response_model": Book, "json_mode": True, "client": client}
    book = fallback(Exception, [LLAMA])(call(**options))()
    for made in (deepcopy(book), copy(book), book):
        data = pickle.dumps(made)
        assert b"SECRET" not in data
        read = pickle.loads(data)  # noqa: S301
        assert read == book
        assert "the service says 400" in str(read._caught[0])
        assert read.model_dump() == {"title": "Dune"}


def test_the_error_is_pickled_without_keys(server: Server) -> None:
    client = openai.OpenAI(api_key="sk-SECRET", base_url=server.url + "/v1")
    server.will(BAD)
    tried = retry(stop=stop_after_attempt(1))(call(client=client))
    for ask in (call(client=client), tried):
        with pytest.raises(FallbackError) as failed:
            fallback(Exception, [LLAMA])(ask)()
        data = pickle.dumps(failed.value)
        assert b"SECRET" not in data
        read = pickle.loads(data)  # noqa: S301
        assert str(read) == str(failed.value)
        assert len(read.errors) == 2


def test_builtin_results_have_no_place_for_what_was_caught(server: Server) -> None:
    server.will(BAD, Answer(text='{"value": 3}'))
    options: Any = {"response_model": int, "json_mode": True}
    assert fallback(Exception, [LLAMA])(call(**options))() == 3


def test_prompts_may_be_of_any_kind(server: Server) -> None:
    @fallback(Exception, [LLAMA])
    @llm.call("openai", "gpt")
    def ask(word: str) -> list[BaseMessageParam]:
        return [Messages.System("Be brief"), Messages.User(word)]

    server.will(BAD, Answer(text="fine"))
    assert ask("hi").content == "fine"
    assert [one["role"] for one in server.last.messages] == ["system", "user"]


# -- what is refused -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("catch", "entries", "says"),
    [
        ("Exception", [], r"`catch` of `fallback` is 'Exception': give a class"),
        (ValueError("x"), [], "give a class of exceptions"),
        (KeyboardInterrupt, [], "give a class of exceptions"),
        ((ValueError, (KeyError,)), [], "give a class of exceptions"),
        ([ValueError], [], "give a class of exceptions"),
        (Exception, CLAUDE, "`fallbacks` is .*: give a list of dicts"),
        (Exception, ["groq/llama"], r"`fallbacks\[0\]` is 'groq/llama': give a dict"),
        (Exception, [LLAMA, {"provider": "groq"}], r"\[1\]` lacks `catch`, `model`"),
        (Exception, [LLAMA | {"params": {}}], r"has `params`.*write `call_params`"),
        (Exception, [LLAMA | {"catch": "x"}], r"`catch` of `fallbacks\[0\]` is 'x'"),
        (Exception, [LLAMA | {"model": ""}], "`model` is ''"),
        (Exception, [LLAMA | {"call_params": 3}], r"call_params of `fallbacks\[0\]`"),
        (Exception, [LLAMA | {"call_params": {"stream": True}}], "`stream`"),
    ],
)
def test_wrong_arguments_are_refused_in_one_sentence(
    catch: Any, entries: Any, says: str
) -> None:
    with pytest.raises(
        OptionError if "call_params of" not in says else InvalidCallError, match=says
    ) as refused:
        fallback(catch, entries)
    assert "\n" not in str(refused.value)


def test_restart_streams_is_a_bool() -> None:
    with pytest.raises(OptionError, match="`restart_streams` is 1: give True or False"):
        fallback(Exception, [], restart_streams=1)  # type: ignore[arg-type]


def test_a_provider_that_does_not_exist_is_a_warning() -> None:
    with pytest.warns(UserWarning, match="'opnai'.*did you mean 'openai'"):
        fallback(Exception, [LLAMA | {"provider": "opnai"}])  # type: ignore[list-item]


def test_a_client_of_the_wrong_kind_is_refused_where_a_function_is_decorated() -> None:
    client = anthropic.AsyncAnthropic(api_key="k")
    entry: Any = {**CLAUDE, "client": client}
    fallback(Exception, [entry])(call(asay))
    with pytest.raises(ClientTypeError):
        fallback(Exception, [entry])(call())


@pytest.mark.parametrize("wrap", [lambda fn: fn, functools.partial, retry])
def test_core_calls_are_refused(wrap: Callable[..., Any]) -> None:
    decorated = wrap(core_openai.call("gpt")(say))
    with pytest.raises(NotAnAgnosticCallError, match=r"'say'.*with `llm.call`"):
        fallback(Exception, [LLAMA])(decorated)


@pytest.mark.parametrize(
    "decorate", [llm.call("openai", "gpt"), core_openai.call("gpt")]
)
def test_it_is_refused_below_a_call(decorate: Callable[..., Any]) -> None:
    with pytest.raises(InvalidCallError, match=r"at 'say', .*put it above"):
        decorate(fallback(Exception, [LLAMA])(say))


def test_what_is_no_function_is_refused() -> None:
    for wrong in (3, "x", Book):
        with pytest.raises(OptionError, match="no function"):
            fallback(Exception, [LLAMA])(wrong)  # type: ignore[type-var]


def test_generator_functions_are_refused() -> None:
    def pieces() -> Any:
        yield "x"

    async def apieces() -> Any:
        yield "x"

    for fn in (pieces, apieces):
        with pytest.raises(InvalidCallError, match=f"{fn.__name__}', a generator"):
            fallback(Exception, [LLAMA])(fn)
