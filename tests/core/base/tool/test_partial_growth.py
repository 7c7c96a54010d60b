"""Partial tools cost as much as what arrives, however long the arguments are."""

from __future__ import annotations

import copy
import json
import pickle
import sys
import tracemalloc
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from pydantic import BaseModel, Field

from mirascope.core.base import BaseTool
from tests.internals import GrowingText, LazyCall, PartialArguments, TextPrefix


class Tree(BaseModel):
    name: str = ""
    leaves: list[Tree] = []


class Write(BaseTool):
    """Write."""

    text: str
    trees: list[Tree] = Field(default_factory=list[Tree])
    anything: Any = None

    def call(self) -> str:
        return self.text


def long_text(size: int) -> str:
    return json.dumps({"text": "word " * (size // 5)})


def escaped(size: int) -> str:
    return json.dumps({"text": "wörd\n" * (size // 10)})


def deep(size: int) -> str:
    depth = size // 24
    return '{"trees": [' + '{"leaves": [{"name": "x"}, ' * depth


def deep_anything(size: int) -> str:
    return '{"anything": ' + '{"a": [' * (size // 7)


def many(size: int) -> str:
    return json.dumps({"trees": [{"name": "x"}] * (size // 15)})


TEXTS: list[Callable[[int], str]] = [long_text, escaped, deep, deep_anything, many]


def work(text: str) -> int:
    """Count the calls of functions that reading a text in pieces takes."""
    arguments = PartialArguments(Write)
    calls = 0

    def count(_frame: object, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    edges = range(0, len(text) + 5, 5)
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        for start, end in pairwise(edges):
            piece = text[start:end]
            arguments.feed(piece, LazyCall(lambda: None), piece)
    finally:
        sys.setprofile(before)
    return calls


def kept(text: str) -> int:
    """Count the bytes that all the tools of a text in pieces hold."""
    tracemalloc.start()
    try:
        arguments = PartialArguments(Write)
        before, _ = tracemalloc.get_traced_memory()
        tools = [
            arguments.feed(text[a:b], LazyCall(lambda: None), "x")
            for a, b in pairwise(range(0, len(text) + 5, 5))
        ]
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert tools
    return after - before


@pytest.mark.parametrize("make", TEXTS)
@pytest.mark.parametrize("measure", [work, kept])
def test_four_times_the_characters_cost_four_times_as_much(
    make: Callable[[int], str], measure: Callable[[str], int]
) -> None:
    measure(make(1000))  # what is worked out once
    assert measure(make(40_000)) < 5 * measure(make(10_000))


@pytest.mark.parametrize("make", TEXTS)
def test_a_tool_stays_as_it_was_when_it_came(make: Callable[[int], str]) -> None:
    text = make(3000)
    arguments = PartialArguments(Write)
    sizes = list(range(7, len(text), 7))
    late = [arguments.feed(text[size - 7 : size]) for size in sizes]
    for size, tool in list(zip(sizes, late, strict=True))[::40]:
        at_once = PartialArguments(Write).feed(text[:size])
        assert tool.args == at_once.args
        assert tool == at_once


def test_the_native_call_is_made_once_and_when_it_is_looked_at() -> None:
    made: list[int] = []

    def make() -> dict[str, str]:
        made.append(1)
        return {"id": "c1"}

    tool = PartialArguments(Write).feed('{"text": "a', LazyCall(make), "a")
    assert (tool.text, tool.delta, made) == ("a", "a", [])
    assert (tool.id, tool.tool_call, made) == ("c1", {"id": "c1"}, [1])
    for twin in (copy.copy(tool), copy.deepcopy(tool)):
        assert twin == tool
        assert (twin.tool_call, twin.delta) == ({"id": "c1"}, "a")
    assert len(made) == 1
    assert pickle.loads(pickle.dumps(LazyCall(make))) == LazyCall(make)  # noqa: S301
    assert len({LazyCall(make), LazyCall(make)}) == 1


def test_a_beginning_does_not_grow() -> None:
    text = GrowingText("ab")
    text.append("cd")
    first = TextPrefix(text, 3, "!")
    text.append("ef")
    assert (first.read(), text.read(), text.read(1)) == ("abc!", "abcdef", "a")
