from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pytest

from mirascope.core.base.prompt import Prompt, fn_is_async, prompt_template
from mirascope.core.base.prompt.dynamic_config import BaseDynamicConfig
from mirascope.exceptions import PromptError
from tests.internals import get_metadata, metadata

from .echo import call, twice, user


def silent(a: object = None) -> None: ...


def say() -> Callable[[object], str]:
    """Make a function that gives text."""

    def content(a: object) -> str:
        return "x"

    return content


def quiet() -> Callable[[object], None]:
    """Make a function that gives nothing."""

    def content(a: object) -> None: ...

    return content


def test_the_prompt_of_a_plain_function():
    def fn(a: int, *args: int, b: int = 2, **rest: int) -> str:
        return "x"

    prompt = Prompt.of(fn)
    assert prompt.fn is fn
    assert (prompt.template, prompt.text, prompt.is_async) == (None, None, False)
    assert (prompt.names, prompt.has_extra) == (("a", "args", "b"), True)
    assert prompt.metadata == {}
    assert prompt.messages_fn(1) == [user("x")]


def test_the_prompt_of_a_templated_function():
    def fn(a: int) -> None: ...

    templated = prompt_template("{a}")(fn)
    prompt = Prompt.of(templated)
    assert prompt.fn is fn
    assert prompt.text == "{a}"
    assert prompt.messages_fn(1) == [user("1")]
    assert vars(prompt.messages_fn)["_prompt_template"] == "{a}"
    assert vars(prompt.messages_fn)["_prompt"] is prompt
    outer = Prompt.of(templated, "other {a}")
    assert (outer.fn, outer.text) == (fn, "other {a}")


def test_a_call_is_looked_through():
    def fn(a: int) -> str:
        return "x"

    assert Prompt.of(call(fn)).fn is fn
    assert Prompt.of(call(prompt_template("{a}")(fn))).fn is fn
    assert Prompt.of(call(prompt_template("{a}")(fn))).text == "{a}"
    unmarked = call(fn)
    del unmarked.__dict__["_prompt"]
    assert Prompt.of(unmarked).fn is fn


def test_other_decorators_below_a_template_run():
    @prompt_template("{seen}")
    @twice
    def fn(a: int) -> BaseDynamicConfig:
        return {"computed_fields": {"seen": a}}

    assert fn(2) == [user("4")]


def test_other_decorators_above_a_template_run_and_keep_the_config():
    @call
    @twice
    @prompt_template("{a} {b}")
    def fn(a: int) -> BaseDynamicConfig:
        return {"computed_fields": {"b": a}, "tools": [], "client": "c"}

    messages, config, _ = fn(2)
    assert messages == [user("4 4")]
    assert (config["tools"], config["client"]) == ([], "c")


def test_the_face_has_only_what_it_stands_for():
    face = Prompt.of(call(twice(prompt_template("{a}")(quiet())))).messages_fn
    assert not {"_prompt_template", "__mirascope_call__"} & set(vars(face))


def test_partials_are_prompts():
    @prompt_template("{a} {b} {c}")
    def fn(a: int, b: int, c: int) -> None: ...

    partial = functools.partial(fn, 1, c=3)
    assert Prompt.of(partial).text == "{a} {b} {c}"
    assert call(partial)(2)[0] == [user("1 2 3")]
    assert call(partial)(2, c=4)[0] == [user("1 2 4")]
    with pytest.raises(TypeError):
        call(partial)()
    assert call(functools.partial(say(), "y"))()[0] == [user("x")]


def test_bound_methods_are_prompts():
    class Library:
        name = "n"

        @prompt_template("{self.name} {a}")
        def ask(self, a: int) -> None: ...

        async def plain(self, a: str) -> str:
            return self.name + a

    assert call(Library().ask)(1)[0] == [user("n 1")]
    assert Prompt.of(Library().plain).is_async


def test_callable_objects_are_prompts(runner: Any):
    class Ask:
        async def __call__(self, a: str) -> str:
            return a

    assert runner.run(call(Ask())("x"))[0] == [user("x")]


def test_what_is_no_function_is_refused():
    wrong: list[Any] = [classmethod(silent), staticmethod(silent), str, 3]
    for fn in wrong:
        with pytest.raises(PromptError):
            Prompt.of(fn)


def test_async_is_seen_through_wrappers_and_partials():
    async def fn(a: int) -> None: ...

    assert fn_is_async(twice(fn))
    assert fn_is_async(functools.partial(twice(fn), 1))
    assert not fn_is_async(twice(silent))


def test_arguments_are_named_in_order():
    def fn(a: int, b: int = 2, *args: int, c: int = 3, **rest: int) -> None: ...

    bind = Prompt.of(fn).bind
    assert list(bind((1,), {"z": 4}).items()) == [
        ("a", 1),
        ("args", ()),
        ("b", 2),
        ("c", 3),
        ("z", 4),
    ]
    assert bind((1, 5, 6), {"c": 7}) == {"a": 1, "b": 5, "args": (6,), "c": 7}
    assert bind((), {"b": 1, "a": 2}) == {"a": 2, "b": 1, "args": (), "c": 3}


def test_metadata_is_honoured_below_and_above_a_call():
    tags: Any = {"tags": {"a"}}

    def fn(a: int) -> str:
        return "x"

    for decorated in (
        call(metadata(tags)(fn)),
        metadata(tags)(call(say())),
        call(metadata(tags)(prompt_template("{a}")(quiet()))),
        call(prompt_template("{a}")(metadata(tags)(quiet()))),
        metadata(tags)(call(prompt_template("{a}")(quiet()))),
        metadata(tags)(twice(call(say()))),
        call(functools.partial(metadata(tags)(say()))),
    ):
        assert decorated(1)[2] == tags


def test_metadata_of_one_call_is_not_that_of_another():
    fn = prompt_template("{a}")(quiet())
    first, second = call(fn), call(fn)
    metadata({"tags": {"first"}})(first)
    assert first(1)[2] == {"tags": {"first"}}
    assert second(1)[2] == {}


def test_metadata_of_a_config_comes_first():
    fn = metadata({"tags": {"static"}})(quiet())
    assert get_metadata(fn, {"metadata": {"tags": {"dynamic"}}}) == {
        "tags": {"dynamic"}
    }
    assert get_metadata(fn, {"metadata": None}) == {"tags": {"static"}}
    assert get_metadata(silent, None) == {}
