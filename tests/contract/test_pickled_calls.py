"""Decorated functions on their way to another process, by value as cloudpickle does."""

from __future__ import annotations

import functools
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from mirascope import llm
from mirascope.core import Messages, prompt_template

from .way import Way

cloudpickle = pytest.importorskip("cloudpickle")

SHIPPED: dict[str, Callable[[Any], Any]] = {
    "function": lambda fn: fn,
    "partial": lambda fn: functools.partial(fn, "horror"),
    "override": lambda fn: llm.override(fn, call_params={"temperature": 0.5}),
    "override_of_override": lambda fn: llm.override(
        llm.override(fn, call_params={"temperature": 0.5}), json_mode=True
    ),
}


def look(title: str) -> str:
    """Look for a book."""
    return title


@pytest.mark.needs("default_client")
@pytest.mark.parametrize("called", [False, True], ids=["new", "called"])
@pytest.mark.parametrize("shipped", SHIPPED.values(), ids=SHIPPED.keys())
def test_a_call_can_be_shipped(
    way: Way, shipped: Callable[[Any], Any], called: bool
) -> None:
    if way.layer == "core" and shipped not in [*SHIPPED.values()][:2]:
        pytest.skip("core calls have no override")
    decorated = shipped(way.decorate(tools=[look]))
    if called:
        way.get(decorated())
    read = cloudpickle.loads(cloudpickle.dumps(decorated))
    assert way.get(read()).content == "Hello wörld"
    shipped_request = way.server.last.raw
    way.get(decorated())
    assert way.server.last.raw == shipped_request


@pytest.mark.needs("default_client")
def test_what_its_decorators_say_is_shipped_too(way: Way) -> None:
    @prompt_template("Recommend a {genre} book")
    def recommend(genre: str = "dark") -> None: ...

    @prompt_template("Recommend a {genre} book")
    async def arecommend(genre: str = "dark") -> None: ...

    decorated = way.call(stream=True)(arecommend if way.is_async else recommend)
    way.collect(way.get(decorated()))
    read = cloudpickle.loads(cloudpickle.dumps(decorated))
    stream = way.get(read())
    way.collect(stream)
    assert stream.content == "Hello wörld"
    assert stream.prompt_template == "Recommend a {genre} book"
    assert way.server.last.messages[0]["content"] == "Recommend a dark book"


@pytest.mark.needs("default_client")
def test_a_shipped_override_changes_the_shipped_call_only(neutral: Way) -> None:
    def recommend() -> list[Any]:
        return [Messages.User("x")]

    decorated = neutral.call()(recommend)
    variant = llm.override(
        decorated, provider=neutral.row.provider, model=neutral.row.unknown_model
    )
    read, same = cloudpickle.loads(cloudpickle.dumps((variant, decorated)))
    for fn, model in (
        (read, neutral.row.unknown_model),
        (same, neutral.row.model),
        (decorated, neutral.row.model),
    ):
        fn()
        # LiteLLM does not send the name of the service that it begins with.
        assert neutral.server.last.common["model"] == model.removeprefix("openai/")


@pytest.mark.needs("default_client")
def test_a_context_can_be_shipped(neutral: Way) -> None:
    import pickle

    inside = llm.context(provider=neutral.row.provider, model=neutral.row.model)
    decorated = llm.call("openai", "elsewhere")(lambda: "x")
    for read in (
        pickle.loads(pickle.dumps(inside)),  # noqa: S301
        cloudpickle.loads(cloudpickle.dumps(inside)),
    ):
        with read:
            assert decorated().provider == neutral.row.provider


CALL = """
import asyncio, cloudpickle, inspect, sys
functions = cloudpickle.loads(sys.stdin.buffer.read())
async def wait(value):
    return await value
for function in functions:
    response = function()
    if inspect.isawaitable(response):
        response = asyncio.run(wait(response))
    print(response.content)
"""


@pytest.mark.needs("default_client", "package")
def test_another_process_makes_the_calls(way: Way) -> None:
    if way.row.id not in ("openai", "ollama", "bedrock"):
        pytest.skip("one process for each kind of provider is enough")
    decorated = way.decorate(tools=[look])
    way.get(decorated())
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", CALL],
        input=cloudpickle.dumps([decorated, functools.partial(decorated, "dark")]),
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.decode().split("\n")[:2] == ["Hello wörld"] * 2
