"""Rare types, which the line of the common ones does not touch."""

from __future__ import annotations

import copy
import json
from typing import Annotated, Any

import pytest
from pydantic import (
    AliasChoices,
    AliasPath,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PrivateAttr,
)
from pydantic.dataclasses import dataclass as pydantic_dataclass

from mirascope.core import FromCallArgs
from tests.internals import (
    NO_CHANGE,
    PartialStream,
    ResponseFormat,
)


def shown(model: Any, *pieces: str) -> list[Any]:
    """Feed a text in pieces, and give what is shown on the way."""
    stream = PartialStream(ResponseFormat.of(model))
    items = [stream.feed(piece) for piece in pieces]
    return [item for item in items if item is not NO_CHANGE]


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


class Inner(BaseModel):
    count: int


class Counted(BaseModel):
    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Inner] = Field(init=False)
    title: str


class Shelf(BaseModel):
    books: list[Counted]


def test_extra_fields_with_a_type_are_shown_as_it() -> None:
    text = '{"books": [{"title": "T", "dune": {"count": 3}, "solaris": {"count": 4'
    [*_, last] = shown(Shelf, *text)
    [book] = last.books
    assert list(book.model_extra) == ["dune", "solaris"]
    assert all(isinstance(one, Inner) for one in book.model_extra.values())
    assert book.solaris.count == 4
    assert "dune=PartialInner(count=3)" in repr(book)
    assert json.loads(last.model_dump_json()) == last.model_dump()
    assert last.model_dump()["books"][0]["dune"] == {"count": 3}
    assert copy.deepcopy(last) == last


class Nested(BaseModel):
    who: Annotated[str, FromCallArgs()] = Field(validation_alias=AliasPath("of", "who"))
    title: str


class Either(BaseModel):
    who: Annotated[str, FromCallArgs()] = Field(
        validation_alias=AliasChoices(AliasPath("of", 1), "author")
    )
    title: str


class Back(BaseModel):
    who: Annotated[str, FromCallArgs()] = Field(validation_alias=AliasPath("of", -2))
    title: str


@pydantic_dataclass
class Record:
    title: str
    who: Annotated[str, FromCallArgs()] = Field(alias="author")


@pytest.mark.parametrize("model", [Nested, Either, Back, Record])
@pytest.mark.parametrize(
    "more",
    [
        *({}, {"of": None}, {"of": "x"}, {"of": []}, {"of": ["a", "b", "c"]}),
        *({"of": {"who": "x", "when": 1}}, {"author": "x", "who": "x"}),
    ],
)
def test_what_the_caller_knows_is_put_where_the_model_looks_for_it(
    model: Any, more: dict[str, Any]
) -> None:
    form = ResponseFormat.of(model)
    assert set(form.schema["properties"]) == {"title"}
    made = form.extract(json.dumps({"title": "T", **more}), {"who": "me"})
    assert (made.title, made.who) == ("T", "me")
    stream = PartialStream(form, {"who": "me"})
    assert stream.feed('{"title": "T"').who == "me"
