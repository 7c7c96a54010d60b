"""Warnings name the user's function and point at the user's line."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, ClassVar

import pytest
from pydantic import BaseModel

from mirascope import llm
from mirascope.core import (
    BaseTool,
    ResponseModelConfigDict,
    merge_decorators,
    metadata,
    openai,
    prompt_template,
)
from tests.internals import _settings
from tests.server import Answer, Call, Server


class Book(BaseModel):
    model_config = ResponseModelConfigDict(strict=True)
    title: str


def own(fn: Callable[..., Any]) -> Callable[..., Any]:
    """A decorator of the user's."""

    @wraps(fn)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return fn(*args, **kwargs)

    return wrapper


def lines_of(fn: Any) -> range:
    lines, first = inspect.getsourcelines(fn)
    return range(first, first + len(lines))


STACKS: dict[str, Callable[[Callable[..., Any]], Callable[..., Any]]] = {
    "none": lambda fn: fn,
    "template": prompt_template("Recommend a {genre} book"),
    "metadata": lambda fn: metadata({})(prompt_template("{genre}")(fn)),
    "own": own,
    "deep": lambda fn: own(metadata({})(own(prompt_template("{genre}")(own(fn))))),
    "merged": merge_decorators(metadata({}), prompt_template("{genre}"))(),
    "partial": lambda fn: partial(fn, "horror"),
}
CALLS = {"core": openai.call, "llm": partial(llm.call, "openai")}


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("layer", CALLS)
@pytest.mark.parametrize("is_async", [False, True])
def test_a_strict_model_without_json_mode(
    stack: str, layer: str, is_async: bool, server: Server
) -> None:
    if is_async:
        if "own" in stack or stack == "deep":
            pytest.skip("a sync wrapper of the user's")

        async def recommend_book(genre: str = "fantasy") -> str:
            return genre
    else:

        def recommend_book(genre: str = "fantasy") -> str:
            return genre

    server.will(
        Answer(text="", calls=(Call(name="Book", arguments='{"title": "Emma"}'),))
    )

    def go() -> Any:
        stacked = STACKS[stack](recommend_book)
        ask = CALLS[layer]("gpt-4o-mini", response_model=Book)(stacked)
        return asyncio.run(_all(ask)) if is_async else ask()

    with pytest.warns(UserWarning, match="strict") as caught:
        book = go()
    assert book == Book(title="Emma") or book == [Book(title="Emma")]
    [warning] = caught.list
    assert warning.filename == __file__
    assert warning.lineno in lines_of(recommend_book)
    assert "'recommend_book'" in str(warning.message)


async def _all(ask: Callable[..., Any]) -> list[Any]:
    # In a task of its own, no line of the user's is running.
    return await asyncio.gather(ask())


def test_a_parameter_that_the_provider_lacks(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_settings, "_warned", set())

    @llm.call("anthropic", "claude-sonnet-4-6", call_params={"seed": 1})
    def recommend_book() -> str:
        return "Recommend a book"

    with pytest.warns(UserWarning, match="'seed'") as caught:
        recommend_book()
    [warning] = caught.list
    assert warning.filename == __file__
    assert warning.lineno in lines_of(recommend_book)
    assert "'recommend_book'" in str(warning.message)


def test_parameters_of_another_provider(server: Server) -> None:
    @llm.call("openai", "gpt-4o-mini", call_params={"logit_bias": {"1": 2}})
    def recommend_book() -> str:
        return "Recommend a book"

    def other() -> None:
        llm.override(recommend_book, provider="groq", model="m")()

    def inside() -> None:
        with llm.context(provider="xai", model="m"):
            recommend_book()

    for go in (other, inside):
        with pytest.warns(UserWarning, match="logit_bias") as caught:
            go()
        [warning] = caught.list
        assert warning.filename == __file__
        assert warning.lineno in lines_of(recommend_book)
        assert "'recommend_book'" in str(warning.message)


def test_options_of_a_tool_that_the_provider_ignores(server: Server) -> None:
    class Find(BaseTool):
        """Find a book."""

        tool_config: ClassVar[Any] = {"odd": 1}
        title: str

        def call(self) -> str:
            return self.title

    @openai.call("gpt-4o-mini", tools=[Find])
    def recommend_book() -> str:
        return "Recommend a book"

    def go() -> None:
        recommend_book()

    with pytest.warns(UserWarning, match="'odd'") as caught:
        go()
    [warning] = caught.list
    assert warning.filename == __file__
    assert warning.lineno in lines_of(go)
    assert "'Find'" in str(warning.message)
