"""The options of calls stand in one place; type checkers are told the same."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from types import ModuleType
from typing import Any

import pytest

from mirascope import llm
from mirascope.llm import _override_typing, _typing
from tests.internals import Settings, call_factory, call_typing

NOTHING: dict[str, Any] = dict.fromkeys(inspect.signature(call_factory).parameters)
DECORATORS: list[tuple[Callable[..., Any], ModuleType, str]] = [
    (call_factory(**NOTHING), call_typing, "CallDecorator"),
    (llm.call, _typing, "Call"),
    (llm.override, _override_typing, "Override"),
]
EACH = pytest.mark.parametrize(
    ("decorator", "typing", "protocol"), DECORATORS, ids=["core", "call", "override"]
)


def typed(typing: ModuleType, protocol: str) -> Iterator[set[str]]:
    """Give the parameters of each overload, those of its `TypedDict` included."""
    for node in ast.walk(ast.parse(inspect.getsource(vars(typing)[protocol]))):
        if isinstance(node, ast.FunctionDef):
            assert node.args.kwarg
            named = re.search(r"Unpack\[([\w.]+)", ast.unparse(node.args.kwarg))
            assert named is not None
            *_, kind = named[1].split(".")
            kinds = call_typing if "." in named[1] else typing
            given = node.args.args + node.args.kwonlyargs
            names = {one.arg for one in given}
            names |= vars(kinds)[kind].__annotations__.keys()
            yield names - {"self"}


@EACH
def test_every_overload_has_every_option(
    decorator: Callable[..., Any], typing: ModuleType, protocol: str
) -> None:
    shown = inspect.signature(decorator).parameters
    assert {field.name for field in fields(Settings)} <= shown.keys()
    overloads = list(typed(typing, protocol))
    assert len(overloads) > 10
    assert all(names == set(shown) for names in overloads)


@EACH
def test_every_option_is_described(
    decorator: Callable[..., Any], typing: ModuleType, protocol: str
) -> None:
    described = inspect.getdoc(decorator) or ""
    for name in inspect.signature(decorator).parameters:
        assert f"    {name}: " in described


def test_a_call_remembers_every_option() -> None:
    newer = {"retries": 2, "timeout": 3.0, "limit": llm.limit(usd=1)}

    @llm.call("openai", "m", json_mode=True, **newer)
    def ask() -> str:
        return ""

    told: dict[str, Any] = vars(ask)["_original_call_args"]
    left_out = {"validation_retries"}
    assert set(told) == inspect.signature(llm.call).parameters.keys() - left_out
    assert (told["provider"], told["model"], told["json_mode"]) == ("openai", "m", True)
    assert newer.items() <= told.items()
    given = {field.name: field.default for field in fields(Settings)}
    left = given.keys() - {"model", "json_mode"} - newer.keys() - left_out
    assert all(told[name] == given[name] for name in left)
