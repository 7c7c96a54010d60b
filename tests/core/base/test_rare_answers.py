"""Rare answers and types, which the line of the common ones does not touch."""

from __future__ import annotations

import json
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, PrivateAttr

from mirascope.core.base import _response_model
from mirascope.core.base._json_text import find_json
from mirascope.core.base._partial_json import PartialJson
from mirascope.core.base._partial_model import NOTHING, PartialStream
from mirascope.core.base._response_model import ResponseFormat
from mirascope.core.base._tool_types import convert_tools
from mirascope.core.base.tool import BaseTool
from mirascope.exceptions import MalformedOutputError


def shown(model: Any, *pieces: str) -> list[Any]:
    """Feed a text in pieces, and give what is shown on the way."""
    stream = PartialStream(ResponseFormat.of(model))
    items = [stream.feed(piece) for piece in pieces]
    return [item for item in items if item is not NOTHING]


def test_formats_are_not_kept_without_end() -> None:
    for number in range(_response_model._KEPT + 9):
        kind = type(f"Kind{number}", (BaseModel,), {"__annotations__": {"a": int}})
        ResponseFormat.of(kind)
    assert len(_response_model._formats) <= _response_model._KEPT


@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_the_place_of_a_value_counts_from_the_first_piece(size: int) -> None:
    value = '{"a": "b\\u00e9", "c": [1]}'
    text = f"So {{it}} is: {value} and {{so}} on"
    parser = PartialJson()
    for at in range(0, len(text), size):
        parser.feed(text[at : at + size])
    assert parser.finish()
    assert text[parser.span] == value
    assert parser.value == json.loads(value)


def test_private_attributes_of_partial_values_are_their_own() -> None:
    class Noted(BaseModel):
        title: str
        _notes: list[str] = PrivateAttr(default=[])
        _more: list[str] = PrivateAttr(default_factory=list)

    one, two = shown(Noted, '{"title": "a', "b")
    one._notes.append("mine")
    one._more.append("mine")
    assert (two._notes, two._more) == ([], [])


def test_partial_values_are_written_as_whole_ones_are() -> None:
    class Priced(BaseModel):
        price: Annotated[int, PlainSerializer(lambda value: f"{value} €")]
        title: str

    [*_, last] = shown(Priced, '{"price": 3, "title": "a', 'b"')
    assert last.model_dump() == {"price": "3 €", "title": "ab"}


def test_a_key_that_does_not_fit_is_not_shown() -> None:
    [*_, last] = shown(dict[int, str], '{"value": {"x": "a", "1": "b', 'c"')
    assert last == {1: "bc"}


def test_what_a_model_says_of_all_texts_waits_for_the_whole_text() -> None:
    class Loud(BaseModel):
        model_config = ConfigDict(str_to_upper=True, str_max_length=5)
        title: str
        note: str

    first, *_, last = shown(Loud, '{"title": "ab', '", "note": "too long', '"')
    assert first.title == "ab"
    assert (last.title, last.note) == ("AB", None)


def test_tools_that_were_converted_are_taken_as_they_are() -> None:
    class Provided(BaseTool):
        """A provider's."""

    def now() -> str:
        """Tell the time."""
        return "noon"

    tools = convert_tools([now], Provided)
    assert convert_tools(tools, Provided) is tools


def described(
    told: Annotated[str, Field(description="from the annotation")],
    id: Annotated[int, Field(alias="key")],
    given: str = Field("x", description="from the default"),
) -> list[Any]:
    """Do.

    Args:
        told: not this
        id: from the docstring
        given: nor this
    """
    return [told, id, given]


def test_what_an_annotation_says_comes_before_the_docstring() -> None:
    [tool] = convert_tools([described], BaseTool)
    properties = tool.model_json_schema()["properties"]
    said = {name: one.get("description") for name, one in properties.items()}
    assert said == {
        "told": "from the annotation",
        "key": "from the docstring",
        "given": "from the default",
    }
    assert tool._build('{"told": "a", "key": 3}', None).call() == ["a", 3, "x"]


@pytest.mark.parametrize(
    "text",
    ['{"a": "see [1, 2] and', '[{"a": "{}', 'Well: {"a": ["{\\"b\\": 1}", "[3]'],
)
def test_json_inside_a_text_that_breaks_off_is_not_the_answer(text: str) -> None:
    with pytest.raises(MalformedOutputError):
        find_json(text)


@pytest.mark.parametrize("fence", ["````", "~~~"])
def test_a_fence_ends_at_a_line_like_its_first(fence: str) -> None:
    text = f'{fence}json\n```\n{{"a": 1}}\n{fence}\nNot {{"b": 2}}.'
    assert find_json(text) == '{"a": 1}'
