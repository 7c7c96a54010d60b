"""`llm.context`: what a block overrides, and for whom."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable
from typing import Any

import pytest

from mirascope import llm
from mirascope.core import Messages
from tests.server import Answer, Server

from .row import Row
from .way import Way, make_prompt


@pytest.fixture
def echo(server: Server) -> Server:
    """A server whose answers are the names of the models that were asked."""
    return server.will(lambda request: Answer(text=request.common["model"]))


@pytest.fixture
def ask(echo: Server) -> Callable[..., Any]:
    @llm.call("openai", "base", call_params={"seed": 1})
    def ask(word: str = "x") -> str:
        return word

    return ask


@pytest.fixture
def aask(echo: Server) -> Callable[..., Any]:
    @llm.call("openai", "base")
    async def aask(word: str = "x") -> str:
        return word

    return aask


def test_a_block_overrides_every_call_inside(
    agnostic: Way, row: Row, echo: Server
) -> None:
    way = agnostic
    decorated = llm.call("openai", "base")(make_prompt(str, way.is_async))
    client = {"client": way.client()} if row.sdk.needs_client else {}
    with llm.context(provider=row.provider, model=row.model, **client):
        response = way.get(decorated())
    assert response.provider == row.provider
    assert response.content == row.model
    assert echo.last.path == row.wire.path
    assert way.get(decorated()).content == "base"


def test_the_context_shows_what_it_sets(ask: Callable[..., Any]) -> None:
    params = {"max_tokens": 3}
    with llm.context(provider="openai", model="inside", call_params=params) as context:
        assert (context.provider, context.model) == ("openai", "inside")
        assert context.call_params == params
        assert context.client is None
        assert ask().call_kwargs["max_tokens"] == 3


def test_the_inner_block_wins_and_the_outer_one_comes_back(
    ask: Callable[..., Any],
) -> None:
    models = [ask().content]
    with llm.context(provider="openai", model="outer"):
        models.append(ask().content)
        with llm.context(provider="openai", model="inner"):
            models.append(ask().content)
        models.append(ask().content)
    models.append(ask().content)
    assert models == ["base", "outer", "inner", "outer", "base"]


def test_the_inner_block_inherits_what_it_does_not_set(
    ask: Callable[..., Any], echo: Server
) -> None:
    with (
        llm.context(provider="openai", model="outer", call_params={"max_tokens": 4}),
        llm.context(provider="openai", model="inner"),
    ):
        ask()
    assert echo.last.common["model"] == "inner"
    assert echo.last.common["max_tokens"] == 4


def test_parameters_can_be_switched_off_in_a_block(
    ask: Callable[..., Any], echo: Server
) -> None:
    with llm.context(provider="openai", model="outer", call_params={}):
        ask()
    assert "seed" not in echo.last.common


def test_an_exception_leaves_the_block_and_its_settings(
    ask: Callable[..., Any],
) -> None:
    with (
        pytest.raises(KeyError),
        llm.context(provider="openai", model="inside"),
    ):
        raise KeyError
    assert ask().content == "base"


def test_a_context_can_be_entered_again(ask: Callable[..., Any]) -> None:
    context = llm.context(provider="openai", model="inside")
    for _ in range(2):
        with context:
            assert ask().content == "inside"
        assert ask().content == "base"
    with context, context:
        assert ask().content == "inside"
    assert ask().content == "base"


def test_an_override_wins_over_the_block_around_it(ask: Callable[..., Any]) -> None:
    overridden = llm.override(ask, provider="openai", model="override")
    with llm.context(provider="openai", model="block"):
        assert overridden().content == "override"
        assert ask().content == "block"


def test_an_override_keeps_what_the_block_sets(
    ask: Callable[..., Any], echo: Server
) -> None:
    overridden = llm.override(ask, call_params={"max_tokens": 8})
    with llm.context(provider="openai", model="block", call_params={"seed": 9}):
        overridden()
    assert echo.last.common["model"] == "block"
    assert echo.last.common["max_tokens"] == 8


def test_a_stream_keeps_the_settings_it_was_made_under(
    echo: Server, runner: asyncio.Runner
) -> None:
    for is_async in (False, True):
        decorated = llm.call("openai", "base", stream=True)(make_prompt(str, is_async))
        with llm.context(provider="openai", model="inside"):
            result = decorated()
            stream = runner.run(_wait(result)) if is_async else result
        if is_async:
            runner.run(_drain(stream))
        else:
            for _ in stream:
                pass
        assert stream.content == "inside"


async def _wait(value: Any) -> Any:
    return await value


async def _drain(stream: Any) -> None:
    async for _ in stream:
        pass


def test_a_stream_that_is_being_read_does_not_leak_settings(
    ask: Callable[..., Any],
) -> None:
    @llm.call("openai", "base", stream=True)
    def tell(word: str = "x") -> str:
        return word

    with llm.context(provider="openai", model="inside"):
        stream = tell()
    for _ in stream:
        assert ask().content == "base"
    assert stream.content == "inside"


def test_a_coroutine_keeps_the_settings_it_was_made_under(
    aask: Callable[..., Any],
) -> None:
    async def main() -> list[str]:
        with llm.context(provider="openai", model="inside"):
            made_inside = aask()
        made_outside = aask()
        with llm.context(provider="openai", model="later"):
            first = await made_inside
            second = await made_outside
        return [first.content, second.content]

    first, second = asyncio.run(main())
    assert first == "inside"
    assert second in ("base", "later")


def test_tasks_do_not_see_each_others_block(aask: Callable[..., Any]) -> None:
    async def inside(model: str, ready: asyncio.Barrier) -> str:
        with llm.context(provider="openai", model=model):
            await ready.wait()
            response = await aask()
            await ready.wait()
        await ready.wait()
        after = await aask()
        return f"{response.content} then {after.content}"

    async def outside(ready: asyncio.Barrier) -> str:
        await ready.wait()
        response = await aask()
        await ready.wait()
        await ready.wait()
        return response.content

    async def main() -> list[str]:
        ready = asyncio.Barrier(3)
        return await asyncio.gather(
            inside("a", ready), inside("b", ready), outside(ready)
        )

    assert asyncio.run(main()) == ["a then base", "b then base", "base"]


def test_a_task_inherits_the_block_it_was_made_in(aask: Callable[..., Any]) -> None:
    async def main() -> str:
        with llm.context(provider="openai", model="inside"):
            task = asyncio.create_task(aask())
        return (await task).content

    assert asyncio.run(main()) == "inside"


def test_threads_do_not_see_each_others_block(ask: Callable[..., Any]) -> None:
    inside, done = threading.Event(), threading.Event()
    found: list[str] = []

    def other() -> None:
        inside.wait(10)
        found.append(ask().content)
        done.set()

    thread = threading.Thread(target=other)
    thread.start()
    with llm.context(provider="openai", model="inside"):
        inside.set()
        done.wait(10)
        assert ask().content == "inside"
    thread.join()
    assert found == ["base"]


def test_a_copied_context_reaches_a_thread(ask: Callable[..., Any]) -> None:
    async def main() -> str:
        with llm.context(provider="openai", model="inside"):
            response = await asyncio.to_thread(ask)
        return response.content

    assert asyncio.run(main()) == "inside"
    with llm.context(provider="openai", model="inside"):
        copied = contextvars.copy_context()
    assert copied.run(ask).content == "inside"


def test_what_the_function_says_wins_over_the_block(echo: Server) -> None:
    @llm.call("openai", "base")
    def ask(word: str = "x") -> Any:
        return {
            "messages": [Messages.User(word)],
            "call_params": {"max_tokens": 1},
        }

    params = {"max_tokens": 5, "seed": 2}
    with llm.context(provider="openai", model="inside", call_params=params):
        ask()
    assert echo.last.common["max_tokens"] == 1
    assert echo.last.common["seed"] == 2


def test_a_block_reaches_calls_made_inside_other_functions(
    ask: Callable[..., Any],
) -> None:
    @llm.call("openai", "outer")
    def outer() -> str:
        return f"after {ask()}"

    with llm.context(provider="openai", model="inside"):
        response = outer()
    assert response.content == "inside"
    assert response.messages[0].content == "after inside"


def test_core_calls_have_no_context(echo: Server) -> None:
    from mirascope.core import openai

    decorated = openai.call("base")(make_prompt(str, False))
    with llm.context(provider="openai", model="inside"):
        assert decorated().content == "base"


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"provider": "openai"}, TypeError),
        ({"model": "m"}, TypeError),
        ({}, TypeError),
        ({"provider": "", "model": "m"}, ValueError),
        ({"provider": "openai", "model": ""}, ValueError),
    ],
    ids=str,
)
def test_provider_and_model_come_together(
    given: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error), llm.context(**given):
        pass


def entered(model: str) -> Any:
    return llm.context(provider="openai", model=model)


def test_leaving_takes_away_ones_own_settings_only(ask: Callable[..., Any]) -> None:
    one, two = entered("one"), entered("two")
    one.__enter__()
    two.__enter__()
    models = [ask().content]
    one.__exit__(None, None, None)
    models.append(ask().content)
    two.__exit__(None, None, None)
    models.append(ask().content)
    assert models == ["two", "two", "base"]


def test_a_generator_that_holds_a_context_leaves_the_others(
    ask: Callable[..., Any],
) -> None:
    def hold() -> Any:
        with entered("held"):
            yield ask().content
            yield ask().content

    kept, closed = hold(), hold()
    assert [next(kept), next(closed)] == ["held", "held"]
    with entered("inside"):
        assert ask().content == "inside"
        assert list(kept) == ["inside"]
        closed.close()
        assert ask().content == "inside"
    assert ask().content == "base"


def test_leaving_what_was_not_entered_here_changes_nothing(
    aask: Callable[..., Any],
) -> None:
    async def main() -> list[str]:
        held = entered("held")

        async def enter() -> str:
            held.__enter__()
            return (await aask()).content

        async def leave() -> str:
            held.__exit__(None, None, None)
            return (await aask()).content

        models = [await asyncio.create_task(enter()), (await aask()).content]
        with entered("inside"):
            models.append(await asyncio.create_task(leave()))
            entered("inside").__exit__(None, None, None)
            models.append((await aask()).content)
        return models

    assert asyncio.run(main()) == ["held", "base", "inside", "inside"]


def test_a_context_inside_itself_is_left_once_at_a_time(
    ask: Callable[..., Any],
) -> None:
    held = entered("held")
    models: list[str] = []
    with held:
        with held, entered("other"):
            models.append(ask().content)
        models.append(ask().content)
    models.append(ask().content)
    assert models == ["other", "held", "base"]
