"""Decorators that are used in another way say in one sentence what to write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mirascope import llm, prompt_template
from mirascope.core import BaseToolKit, merge_decorators, metadata, openai, toolkit_tool
from mirascope.exceptions import ConfigurationError, InvalidCallError

ANY: Any = llm


def recommend_book() -> str:
    return "Recommend a book"


class Finder:
    def __call__(self) -> str:
        return "Find a book"


merged: Any = merge_decorators(metadata({"tags": set()}), prompt_template("x"))


@pytest.mark.parametrize(
    ("decorator", "write"),
    [
        (llm.call, '@llm.call("openai/gpt-4o-mini")'),
        (openai.call, '@openai.call("gpt-4o-mini")'),
        (prompt_template, '@prompt_template("...")'),
        (metadata, "@metadata({...})"),
        (merged, "@merged()"),
    ],
)
@pytest.mark.parametrize(
    "decorated",
    [recommend_book, Finder(), Finder],
    ids=["function", "callable", "class"],
)
def test_without_parentheses(decorator: Any, write: str, decorated: Any) -> None:
    with pytest.raises(InvalidCallError) as caught:
        decorator(decorated)
    assert isinstance(caught.value, TypeError)
    name = "recommend_book" if decorated is recommend_book else "Finder"
    assert write in str(caught.value)
    assert name in str(caught.value)


def test_a_toolkit_tool_with_parentheses() -> None:
    marked: Any = toolkit_tool
    with pytest.raises(TypeError, match="write `@toolkit_tool`"):

        class Kit(BaseToolKit):
            @marked()
            def find(self) -> str:
                """Find."""
                return ""


@pytest.mark.parametrize(
    "given",
    [
        lambda: ANY.override(recommend_book),
        lambda: ANY.override(provider="groq", model="m"),
        lambda: ANY.override(openai.call("m")(recommend_book), model="m"),
    ],
)
def test_an_override_of_no_call(given: Callable[[], Any]) -> None:
    with pytest.raises(TypeError, match=r"`variant = llm.override\(function, model="):
        given()


CALLS = {
    "llm.call": lambda **options: ANY.call("openai", "m", **options),
    "call": lambda **options: openai.call("m", **options),
    "llm.override": lambda **options: ANY.override(
        llm.call("openai", "m")(recommend_book), **options
    ),
    "llm.context": lambda **options: ANY.context(
        provider="openai", model="m", **options
    ),
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(
    ("options", "write"),
    [
        ({"temperature": 0}, 'write `call_params={"temperature": ...}`'),
        ({"temprature": 0}, 'write `call_params={"temperature": ...}`'),
        (
            {"max_tokens": 5, "seed": 1},
            'write `call_params={"max_tokens": ..., "seed": ...}`',
        ),
        ({"user": "bob"}, 'write `call_params={"user": ...}`'),
        ({"clint": None}, "write `client=` instead of `clint=`"),
        ({"base_url": "http://x"}, "write `client=` with a client"),
    ],
    ids=str,
)
def test_an_option_of_another_name(
    name: str, options: dict[str, Any], write: str
) -> None:
    with pytest.raises(InvalidCallError) as caught:
        CALLS[name](**options)
    assert isinstance(caught.value, TypeError)
    assert write in str(caught.value)
    assert str(caught.value).startswith(f"`{name}` has no option")


@pytest.mark.parametrize("name", CALLS)
def test_the_value_of_an_unknown_option_is_not_shown(name: str) -> None:
    with pytest.raises(ConfigurationError, match="api_key") as caught:
        CALLS[name](api_key="sk-secret")
    assert "sk-secret" not in repr(caught.value)


def test_an_option_of_a_call_that_a_context_does_not_have() -> None:
    with pytest.raises(TypeError, match=r"`llm\.override\(function, stream=...\)`"):
        CALLS["llm.context"](stream=True)
    with pytest.raises(TypeError, match="`response_model=` instead of `respnse_model="):
        CALLS["llm.override"](respnse_model=int)
