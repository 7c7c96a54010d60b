from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mirascope.core.base.prompt import prompt_template
from tests.internals import merge_decorators, metadata

Fn = Callable[..., Any]


def mark(name: str, applied: list[str]) -> Callable[[Fn], Fn]:
    def decorator(fn: Fn) -> Fn:
        applied.append(name)
        return lambda *args: f"{name}({fn(*args)})"

    return decorator


def test_merged_decorators_are_applied_like_a_stack_and_once():
    applied: list[str] = []
    merged = merge_decorators(*(mark(name, applied) for name in "abc"))
    assert applied == []

    @merged()
    def fn(x: str) -> str:
        return x

    assert applied == ["c", "b", "a"]
    assert fn("x") == "a(b(c(x)))"
    assert fn("y") == "a(b(c(y)))"
    assert applied == ["c", "b", "a"]


def test_one_decorator_may_be_merged():
    @merge_decorators(mark("a", []))()
    def fn() -> str:
        return "x"

    assert fn() == "a(x)"


def test_a_merged_decorator_serves_many_functions():
    merged = merge_decorators(mark("a", []), mark("b", []))
    first, second = merged()(lambda: 1), merged()(lambda: 2)
    assert (first(), second()) == ("a(b(1))", "a(b(2))")


def test_attributes_of_the_decorators_are_seen():
    merged = merge_decorators(metadata({"tags": {"t"}}), prompt_template("{x}"))

    @merged()
    def fn(x: str) -> None: ...

    assert fn.__name__ == "fn"
    assert vars(fn)["_prompt_template"] == "{x}"
    assert vars(fn)["_metadata"] == {"tags": {"t"}}
    assert fn("a")[0].content == "a"


def test_a_decorated_function_keeps_its_docstring():
    def silent(fn: Fn) -> Fn:
        return lambda *args: fn(*args)

    for stack in ([silent], [prompt_template("{x}"), silent], [silent, silent]):

        @merge_decorators(*stack)()
        def fn(x: str) -> None:
            """Say it."""

        assert fn.__doc__ == "Say it."
        assert fn.__name__ == "fn"
