"""`stream=True` with `response_model`: partial values, then the whole one."""

from __future__ import annotations

import itertools
import json
import threading
from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field, ValidationError, field_validator

from mirascope.core import FromCallArgs
from mirascope.core.base import BaseStructuredStream
from mirascope.exceptions import OutputError
from tests.server import Answer, Call, Fault, Server

from .way import Way


class Author(BaseModel):
    """An author."""

    name: str
    born: int | None = None


class Kind(Enum):
    NOVEL = "novel"
    POEMS = "poems"


class Book(BaseModel):
    """A book."""

    title: str = Field(min_length=3)
    kind: Kind
    lang: Literal["en", "no"] = "en"
    pages: Annotated[int, Field(gt=10)] = 100
    authors: list[Author] = []

    @field_validator("title")
    @classmethod
    def check(cls, title: str) -> str:
        if not title.endswith("."):
            raise ValueError("not a sentence")
        return title


VALUE = {
    "title": "The Wörld.",
    "kind": "novel",
    "lang": "no",
    "pages": 412,
    "authors": [{"name": "Ann", "born": 1900}, {"name": "Bo"}],
}
TEXT = json.dumps(VALUE, ensure_ascii=False)
CUTS = tuple(range(1, len(TEXT)))


def answer(json_mode: bool, name: str = "Book", text: str = TEXT, **more: Any) -> Any:
    """Answer in one character a piece, as a tool call or as text."""
    if json_mode:
        return Answer(text=tuple(text), **more)
    call = Call(name=name, arguments=text, cuts=tuple(range(1, len(text))))
    return Answer(text="", calls=(call,), **more)


def need_pieces(way: Way, json_mode: bool) -> None:
    """Skip the test where arguments come whole."""
    if not json_mode and "json_arguments" in way.row.lacks:
        pytest.skip("the arguments of a tool are an object, not text in pieces")


MODES = pytest.mark.parametrize("json_mode", [False, True], ids=["tool", "json"])


@MODES
def test_the_request_is_that_of_the_whole_answer(way: Way, json_mode: bool) -> None:
    way.server.will(answer(json_mode))
    way.ask(response_model=Book, json_mode=json_mode)
    whole = way.server.last.common
    stream = way.stream(response_model=Book, json_mode=json_mode)
    assert isinstance(stream, BaseStructuredStream)
    assert len(way.server.requests) == 1
    way.collect(stream)
    streamed = way.server.last.common
    assert streamed.pop("stream") is True
    streamed.pop("stream_options", None)
    assert streamed == whole


def test_the_users_tools_are_not_offered(way: Way) -> None:
    def look_up(word: str) -> str:
        """Look a word up."""
        return word

    way.server.will(answer(False))
    stream = way.stream(response_model=Book, tools=[look_up])
    assert type(way.collect(stream)[-1]) is Book
    [tool] = way.server.last.common["tools"]
    assert tool["function"]["name"] == "Book"


@MODES
def test_partials_grow_and_the_last_item_is_whole(way: Way, json_mode: bool) -> None:
    need_pieces(way, json_mode)
    way.server.will(answer(json_mode))
    stream = way.stream(response_model=Book, json_mode=json_mode)
    *partials, last = way.collect(stream)
    assert type(last) is Book
    assert last.model_dump(mode="json", exclude_unset=True) == VALUE
    assert len(partials) > 20
    assert all(isinstance(item, Book) for item in partials)
    titles = [item.title for item in partials if item.title is not None]
    assert titles == sorted(titles, key=len)
    assert all(VALUE["title"].startswith(title) for title in titles)
    kinds = {item.kind for item in partials}
    assert kinds <= {None, Kind.NOVEL}
    assert {item.lang for item in partials} <= {None, "no"}
    names = [[author.name for author in item.authors or ()] for item in partials]
    assert names[-1] == ["Ann", "Bo"]


@MODES
def test_no_item_is_repeated(way: Way, json_mode: bool) -> None:
    way.server.will(answer(json_mode))
    stream = way.stream(response_model=Book, json_mode=json_mode)
    items = [item.model_dump_json() for item in way.collect(stream)][:-1]
    assert all(a != b for a, b in itertools.pairwise(items))


@MODES
def test_the_response_is_on_the_last_item(way: Way, json_mode: bool) -> None:
    way.server.will(answer(json_mode))
    stream = way.stream(response_model=Book, json_mode=json_mode)
    last = way.collect(stream)[-1]
    assert type(last._response) is way.response_class
    assert last._response.output_tokens == 3
    assert stream.constructed_response_model is last or (
        stream.constructed_response_model == last
    )
    assert type(stream.stream) is way.stream_class
    assert stream.stream.input_tokens == 10
    assert type(stream.stream.construct_call_response()) is way.response_class


@MODES
def test_a_second_iteration_replays(way: Way, json_mode: bool) -> None:
    way.server.will(answer(json_mode))
    stream = way.stream(response_model=Book, json_mode=json_mode)
    first, second = way.collect(stream), way.collect(stream)
    assert first == second
    assert len(way.server.requests) == 1


@MODES
def test_leaving_early_keeps_what_had_arrived(way: Way, json_mode: bool) -> None:
    need_pieces(way, json_mode)
    way.server.will(answer(json_mode))
    stream = way.stream(response_model=Book, json_mode=json_mode)
    items = way.collect(stream, limit=5)
    assert len(items) == 5
    response = stream.stream.construct_call_response()
    assert type(response) is way.response_class
    assert "".join(way.collect(stream, limit=1)[0].title or "") is not None


@MODES
def test_leaving_early_ends_the_answer_at_the_service(
    way: Way, json_mode: bool
) -> None:
    need_pieces(way, json_mode)
    gate = threading.Event()
    way.server.will(answer(json_mode, fault=Fault(hold=gate, hold_after=20)))
    stream = way.stream(response_model=Book, json_mode=json_mode)
    try:
        way.collect(stream, limit=2)
        way.settle()  # while the rest is held back: it sees that nobody waits
    finally:
        gate.set()
    assert way.server.left == 1, "the connection was still open"


@MODES
def test_a_stream_that_breaks_off_raises(way: Way, json_mode: bool) -> None:
    need_pieces(way, json_mode)
    way.server.will(answer(json_mode, fault=Fault(break_after=25)))
    stream = way.stream(response_model=Book, json_mode=json_mode)
    with pytest.raises(Exception) as caught:  # noqa: PT011  the SDK's own
        way.collect(stream)
    assert type(caught.value).__module__.partition(".")[0] != "mirascope"


@MODES
def test_an_answer_that_ends_too_early_is_a_typed_error(
    way: Way, json_mode: bool
) -> None:
    need_pieces(way, json_mode)
    cut = '{"title": "The Wör'
    way.server.will(answer(json_mode, text=cut, finish="length"))
    stream = way.stream(response_model=Book, json_mode=json_mode)
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        way.collect(stream)
    assert type(caught.value._response) is way.response_class


@MODES
def test_the_last_item_is_validated(way: Way, json_mode: bool) -> None:
    text = TEXT.replace("412", "3")
    way.server.will(answer(json_mode, text=text))
    stream = way.stream(response_model=Book, json_mode=json_mode)
    with pytest.raises(ValidationError, match="pages") as caught:
        way.collect(stream)
    assert type(caught.value._response) is way.response_class


def test_nothing_at_all_is_no_answer(way: Way) -> None:
    class Loose(BaseModel):
        """All optional."""

        title: str | None = None

    way.server.will(Answer(text=""))
    for json_mode in (False, True):
        with pytest.raises(OutputError, match="neither a tool call nor text"):
            way.ask(response_model=Loose, json_mode=json_mode)
        stream = way.stream(response_model=Loose, json_mode=json_mode)
        with pytest.raises(OutputError, match="neither a tool call nor text"):
            way.collect(stream)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (list[str], ["one", "two"]),
        (str, "some text"),
        (int, 12345),
        (dict[str, int], {"a": 1, "b": 2}),
        (Literal["red", "blue"], "blue"),
        (Kind, "novel"),
        (list[Author], [{"name": "Ann", "born": None}]),
    ],
    ids=str,
)
@MODES
def test_builtin_types_stream_their_bare_value(
    agnostic: Way, kind: Any, value: Any, json_mode: bool
) -> None:
    text = json.dumps({"value": value})
    agnostic.server.will(
        lambda request: answer(
            json_mode,
            name=(request.common.get("tools") or [{"function": {"name": "x"}}])[0][
                "function"
            ]["name"],
            text=text,
        )
    )
    stream = agnostic.stream(response_model=kind, json_mode=json_mode)
    *partials, last = agnostic.collect(stream)
    if kind == list[Author]:
        assert last == [Author(name="Ann")]
    else:
        assert (last.value if isinstance(last, Enum) else last) == value
    if kind == list[str]:
        assert all(item is None or isinstance(item, list) for item in partials)
    if kind is str:
        assert all(value.startswith(item or "") for item in partials)


def test_fields_from_arguments_are_in_every_item(way: Way) -> None:
    class Found(BaseModel):
        """A found book."""

        title: str
        genre: Annotated[str, FromCallArgs()]

    way.server.will(answer(False, name="Found", text='{"title": "Dune"}'))
    stream = way.stream(response_model=Found)
    items = way.collect(stream)
    assert {item.genre for item in items} == {"fantasy"}
    assert items[-1].title == "Dune"


@MODES
def test_fences_and_prose_do_no_harm(way: Way, json_mode: bool) -> None:
    if not json_mode:
        pytest.skip("arguments have no prose around them")
    way.server.will(answer(True, text=f"Sure!\n```json\n{TEXT}\n```\nEnjoy {{it}}!"))
    stream = way.stream(response_model=Book, json_mode=True)
    last = way.collect(stream)[-1]
    assert last.model_dump(mode="json", exclude_unset=True) == VALUE


class Tree(BaseModel):
    """A tree."""

    name: str
    size: float | None = None
    tags: dict[str, bool] = {}
    leaves: list[Tree] = []


trees = st.recursive(
    st.builds(Tree, name=st.text()),
    lambda inner: st.builds(
        Tree,
        name=st.text(),
        size=st.none() | st.floats(-1e9, 1e9),
        tags=st.dictionaries(st.text(), st.booleans(), max_size=2),
        leaves=st.lists(inner, max_size=3),
    ),
    max_leaves=4,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(data=st.data())
def test_any_value_in_any_pieces_arrives_whole(
    neutral: Way, server: Server, data: st.DataObject
) -> None:
    tree = data.draw(trees)
    text = json.dumps(tree.model_dump(), ensure_ascii=data.draw(st.booleans()))
    text = text.encode("utf-8", "replace").decode()
    tree = Tree.model_validate_json(text)
    edges = sorted({0, len(text), *data.draw(st.sets(st.integers(0, len(text))))})
    pieces = tuple(text[a:b] for a, b in itertools.pairwise(edges))
    json_mode = data.draw(st.booleans())
    if json_mode:
        server.will(Answer(text=pieces, cut=data.draw(st.none() | st.integers(1, 99))))
    else:
        call = Call(name="Tree", arguments=text, cuts=tuple(edges[1:-1]))
        server.will(Answer(text="", calls=(call,)))
    way = neutral
    stream = way.stream(response_model=Tree, json_mode=json_mode, client=way.client())
    *partials, last = way.collect(stream)
    assert last == tree
    for item in partials:
        if item.name is not None:
            assert tree.name.startswith(item.name)
