"""Which value counts in an answer of JSON and prose: whole and streamed the same."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from mirascope.core.base.tool.base_tool import BaseTool
from tests.core.base.json.test_find_json import TABLE, Book
from tests.server import Answer, Call

from .way import Way

TEXTS = [(text, right) for text, right in TABLE if text and "\ud83d" not in text]


def outcome(way: Way, **options: Any) -> Any:
    """Give the value or the class of the error."""
    try:
        made = way.ask(response_model=Book, json_mode=True, **options)
        return way.collect(made)[-1] if options else made
    except ValueError as error:
        return type(error)


@pytest.mark.parametrize("part", range(4))
def test_a_stream_ends_as_the_whole_answer_does(way: Way, part: int) -> None:
    for number, (text, right) in enumerate(TEXTS[part::4]):
        size = 1 + number % 7
        pieces = tuple(text[at : at + size] for at in range(0, len(text), size))
        way.server.will(Answer(text=text))
        whole = outcome(way)
        way.server.will(Answer(text=pieces))
        assert (text, whole) == (text, outcome(way, stream=True))
        assert (text, whole) == (text, right)


def shelf(number: int) -> str:
    """Look at a shelf."""
    return f"shelf {number}"


def cellar(number: int) -> str:
    """Look in the cellar."""
    return f"cellar {number}"


class Found(BaseModel):
    """What was found."""

    title: str


def call(name: str, arguments: str) -> Answer:
    """Answer with a tool call."""
    return Answer(text="", calls=(Call(name=name, arguments=arguments),))


@pytest.mark.parametrize("tools", [None, [shelf]])
def test_tools_of_this_call_are_called_in_place_of_an_answer(
    way: Way, tools: Any
) -> None:
    way.server.will(call("cellar", '{"number": 3}'))
    made = way.ask(
        lambda _: {"messages": "Look.", "tools": [cellar]},
        response_model=Found,
        tools=tools,
    )
    assert type(made) is way.response_class
    [tool] = made.tools
    assert isinstance(tool, BaseTool)
    assert tool.call() == "cellar 3"
    assert [one["function"]["name"] for one in way.server.last.common["tools"]] == [
        "cellar"
    ]


@pytest.mark.parametrize("tools", [None, [shelf]])
def test_an_answer_beside_tools_of_this_call_is_the_value(way: Way, tools: Any) -> None:
    way.server.will(Answer(text='{"title": "Dune"}'))
    made = way.ask(
        lambda _: {"messages": "Look.", "tools": [cellar]},
        response_model=Found,
        tools=tools,
    )
    assert made == Found(title="Dune")


@pytest.mark.parametrize("parsed", [False, True])
def test_a_call_that_offers_no_tools_gives_the_value(way: Way, parsed: bool) -> None:
    def parse(found: Any) -> Any:
        return ["parsed", found]

    found = Found(title="Dune")
    way.server.will(
        call("Found", '{"title": "Dune"}'), Answer(text=found.model_dump_json())
    )
    for _ in range(2):  # by tool, or as JSON
        made = way.ask(
            lambda _: {"messages": "Look.", "tools": []},
            response_model=Found,
            tools=[shelf],
            **({"output_parser": parse} if parsed else {}),
        )
        assert made == (["parsed", found] if parsed else found)
