"""Every kind of answer on every provider: by tool and as JSON, whole and streamed."""

from __future__ import annotations

import asyncio
import datetime
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated, Any, Generic, Literal, NotRequired, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import AfterValidator, BaseModel, Field, ValidationError
from typing_extensions import TypedDict

from mirascope.core import (
    BasePrompt,
    FromCallArgs,
    Messages,
    ResponseModelConfigDict,
    prompt_template,
)
from mirascope.exceptions import (
    MalformedOutputError,
    OutputError,
    RefusalError,
    ResponseModelError,
    TruncatedError,
)
from tests.server import Answer, Call, Fault, Request, Server
from tests.server._answer import Layout

from .rows import ROWS
from .way import Way, make_prompt

T = TypeVar("T")
MODES = pytest.mark.parametrize("json_mode", [False, True], ids=["tool", "json"])
STREAMED = pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])


class Book(BaseModel):
    """A book."""

    title: str
    pages: int = 0


class Tree(BaseModel):
    """A tree."""

    name: str
    leaves: list[Tree] = []
    best: Tree | None = None


class Page(BaseModel, Generic[T]):
    """A page."""

    items: list[T]


class Mood(Enum):
    """How it feels."""

    GOOD = "good"
    BAD = "bad"


@dataclass
class Point:
    """A point."""

    x: int
    y: int = 0
    near: list[Point] = field(default_factory=list)


class Place(TypedDict):
    """A place."""

    name: str
    country: NotRequired[str]


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"]
    name: str


class Noted(BaseModel):
    """A book with examples."""

    model_config = ResponseModelConfigDict(
        json_schema_extra={"examples": [{"title": "Momo"}]}
    )
    title: str = Field(examples=["Ubik"], description="What it is called.")
    day: datetime.date | None = None


def even(value: int) -> int:
    if value % 2:
        raise ValueError("odd")
    return value


RECORDS: dict[str, tuple[Any, str, Any]] = {
    "model": (Book, '{"title": "Dune", "pages": 4}', Book(title="Dune", pages=4)),
    "recursive": (
        Tree,
        '{"name": "a", "leaves": [{"name": "b"}], "best": {"name": "c"}}',
        Tree(name="a", leaves=[Tree(name="b")], best=Tree(name="c")),
    ),
    "generic": (
        Page[Book],
        '{"items": [{"title": "Dune"}]}',
        Page[Book](items=[Book(title="Dune")]),
    ),
    "dataclass": (Point, '{"x": 1, "near": [{"x": 2}]}', Point(1, 0, [Point(2)])),
    "typed dict": (Place, '{"name": "Oslo"}', {"name": "Oslo"}),
    "examples": (
        Noted,
        '{"title": "Emma", "day": "1815-12-23"}',
        Noted(title="Emma", day=datetime.date(1815, 12, 23)),
    ),
}
VALUES: dict[str, tuple[Any, str, Any]] = {
    "union of models": (
        Cat | Dog,
        '{"kind": "dog", "name": "Rex"}',
        Dog(kind="dog", name="Rex"),
    ),
    "list of models": (
        list[Book],
        '[{"title": "a"}, {"title": "b"}]',
        [Book(title="a"), Book(title="b")],
    ),
    "dict of models": (
        dict[str, Book],
        '{"a": {"title": "b"}}',
        {"a": Book(title="b")},
    ),
    "literal": (Literal["red", "blue"], '"blue"', "blue"),
    "enum": (Mood, '"bad"', Mood.BAD),
    "either": (int | str, '"a few"', "a few"),
    "optional": (Book | None, "null", None),
    "annotated": (Annotated[int, AfterValidator(even)], "12", 12),
    "text": (str, '"Gr\\u00fc\\u00dfe \\ud83d\\ude00"', "Grüße 😀"),
    "number": (float, "-12.5e1", -125.0),
    "flag": (bool, "true", True),
    "set": (set[int], "[1, 2, 1]", {1, 2}),
    "pair": (tuple[int, str], '[1, "a"]', (1, "a")),
}


def answer(text: str, json_mode: bool, **more: Any) -> Callable[[Request], Answer]:
    """Answer one character a piece: with a call of what was offered, or with text."""

    def respond(request: Request) -> Answer:
        if json_mode:
            return Answer(text=tuple(text) or "", **more)
        [tool] = request.common["tools"]
        name, cuts = tool["function"]["name"], tuple(range(1, len(text)))
        call = Call(name=name, arguments=text, cuts=cuts)
        return Answer(**{"text": "", "calls": (call,), **more})

    return respond


def last(way: Way, streamed: bool, *args: Any, **options: Any) -> Any:
    """Give the value of a call, or the last item of its stream."""
    if not streamed:
        return way.ask(*args, **options)
    return way.collect(way.stream(*args, **options))[-1]


@MODES
@pytest.mark.parametrize(
    ("kind", "text", "value"), RECORDS.values(), ids=RECORDS.keys()
)
def test_a_record_of_every_kind(
    agnostic: Way, kind: Any, text: str, value: Any, json_mode: bool
) -> None:
    way = agnostic
    way.server.will(answer(text, json_mode))
    options = {"response_model": kind, "json_mode": json_mode}
    assert way.ask(**options) == value
    stream = way.stream(**options)
    *partials, final = way.collect(stream)
    assert final == value
    assert type(final) is type(value)
    assert stream.constructed_response_model == value
    if json_mode or "json_arguments" not in way.row.lacks:
        assert len(partials) > 3
    if kind is not Place:
        [made] = {type(item) for item in partials}
        assert issubclass(made, kind)
        assert made.__name__ == f"Partial{kind.__name__}"
        assert type(final._response) is way.response_class
        again = way.collect(way.stream(**options), limit=1)
        assert type(again[0]) is made, "the partial class is built once"
    assert way.collect(stream) == [*partials, final]
    assert [_plain(item) for item in partials] == _without_repeats(partials)


def _plain(item: Any) -> str:
    return item.model_dump_json() if isinstance(item, BaseModel) else repr(item)


def _without_repeats(items: list[Any]) -> list[str]:
    return [text for text, _ in itertools.groupby(map(_plain, items))]


@MODES
@pytest.mark.parametrize(("kind", "text", "value"), VALUES.values(), ids=VALUES.keys())
def test_a_bare_value_of_every_kind(
    agnostic: Way, kind: Any, text: str, value: Any, json_mode: bool
) -> None:
    way = agnostic
    way.server.will(answer(f'{{"value": {text}}}', json_mode))
    options = {"response_model": kind, "json_mode": json_mode}
    assert way.ask(**options) == value
    *partials, final = way.collect(way.stream(**options))
    assert final == value
    assert type(final) is type(value)
    for item in partials:
        assert item is None or isinstance(item, type(value) | str | int | float)


@MODES
def test_the_schema_and_examples_reach_the_model(way: Way, json_mode: bool) -> None:
    way.server.will(answer('{"title": "x"}', json_mode))
    for streamed in (False, True):
        last(way, streamed, response_model=Noted, json_mode=json_mode)
        sent = json.dumps(way.server.last.common)
        assert "What it is called." in sent
        assert "Momo" in sent
        assert "Ubik" in sent


@MODES
def test_the_users_messages_stay_as_they_are(way: Way, json_mode: bool) -> None:
    way.server.will(answer('{"title": "x"}', json_mode))
    messages = [Messages.System("Be brief."), Messages.User("Which book?")]
    before = [message.model_dump() for message in messages]
    for _ in range(2):
        options = {"response_model": Book, "json_mode": json_mode}
        stream = way.stream(lambda _: messages, **options)
        final = way.collect(stream)[-1]
        value = way.ask(lambda _: messages, **options)
        for message in (
            stream.stream.user_message_param,
            final._response.user_message_param,
            value._response.user_message_param,
        ):
            assert way.text(message) == "Which book?"
    assert [message.model_dump() for message in messages] == before
    bodies = {json.dumps(r.common["messages"]) for r in way.server.requests}
    assert len(bodies) == 1


@pytest.mark.needs("strict")
def test_a_strict_model_is_enforced_in_a_stream_too(way: Way) -> None:
    class Strict(BaseModel):
        """A strict book."""

        model_config = ResponseModelConfigDict(strict=True)
        title: str
        pages: int = 7
        kind: Mood = Mood.GOOD

    way.server.will(answer('{"title": "a", "pages": null, "kind": "bad"}', True))
    whole = way.ask(response_model=Strict, json_mode=True)
    form = way.server.last.common["response_format"]
    final = last(way, True, response_model=Strict, json_mode=True)
    assert way.server.last.common["response_format"] == form
    assert form["json_schema"]["strict"] is True
    assert whole == final
    assert (final.title, final.pages, final.kind) == ("a", 7, Mood.BAD)


CUT = '{"title": "Du'
FAILURES: dict[str, tuple[str, str | None, type[Exception]]] = {
    "at the limit": (CUT, "length", TruncatedError),
    "before its end": ('{"title": Dune}', None, MalformedOutputError),
    "of another type": ('{"title": 3}', None, ValidationError),
    "without a field": ("{}", None, ValidationError),
    "of another shape": ("[1]", None, ValidationError),
}


@STREAMED
@pytest.mark.parametrize(
    ("text", "finish", "error"), FAILURES.values(), ids=FAILURES.keys()
)
def test_an_answer_that_is_no_value_says_why(
    way: Way, text: str, finish: str | None, error: type[Exception], streamed: bool
) -> None:
    for json_mode in (False, True):
        if not json_mode and "json_arguments" in way.row.lacks:
            continue  # arguments are an object, not text
        way.server.will(answer(text, json_mode, finish=finish))
        with pytest.raises(error) as caught:
            last(way, streamed, response_model=Book, json_mode=json_mode)
        response = caught.value._response
        assert type(response) is way.response_class
        assert response.input_tokens == 10
        assert response.content == (text if json_mode else "")


@STREAMED
def test_words_where_a_call_was_demanded_are_no_value(way: Way, streamed: bool) -> None:
    way.server.will(Answer(text="I would rather talk."))
    with pytest.raises(MalformedOutputError, match="rather talk") as caught:
        last(way, streamed, response_model=Book)
    assert caught.value._response.content == "I would rather talk."


@STREAMED
def test_json_where_a_call_was_demanded_is_taken(way: Way, streamed: bool) -> None:
    way.server.will(Answer(text=tuple('Sure: {"title": "Dune"}!')))
    assert last(way, streamed, response_model=Book) == Book(title="Dune")


class Loose(BaseModel):
    """A book of which nothing needs to be known."""

    title: str | None = None


@pytest.mark.needs("refusal")
@MODES
@STREAMED
def test_a_refusal_is_never_an_empty_value(
    way: Way, streamed: bool, json_mode: bool
) -> None:
    way.server.will(Answer(refusal="I will not."))
    with pytest.raises(RefusalError, match="I will not") as caught:
        last(way, streamed, response_model=Loose, json_mode=json_mode)
    assert type(caught.value.response) is way.response_class


@STREAMED
@pytest.mark.parametrize(
    ("finish", "error"), [("length", TruncatedError), ("content_filter", RefusalError)]
)
def test_an_answer_that_ends_before_it_begins_says_why(
    way: Way, streamed: bool, finish: str, error: type[Exception]
) -> None:
    way.server.will(Answer(text="", finish=finish))
    if way.ask().common_finish_reasons != [finish]:
        pytest.skip(f"the service has no word for {finish!r}")
    for json_mode in (False, True):
        with pytest.raises(error) as caught:
            last(way, streamed, response_model=Loose, json_mode=json_mode)
        assert type(caught.value._response) is way.response_class


@STREAMED
def test_a_call_comes_before_the_text_beside_it(way: Way, streamed: bool) -> None:
    call = Call(name="Book", arguments='{"title": "Dune"}')
    way.server.will(Answer(text=('{"title": ', '"no"} so'), calls=(call,)))
    assert last(way, streamed, response_model=Book).title == "Dune"


@pytest.mark.parametrize("layout", ["pieces", "whole", "interleaved", "together"])
def test_of_several_calls_the_first_is_the_value(way: Way, layout: Layout) -> None:
    calls = (
        Call(name="Book", arguments='{"title": "Dune"}', id="a"),
        Call(name="Book", arguments='{"title": "Emma", "pages": 4}', id="b"),
    )
    way.server.will(Answer(text="", calls=calls, layout=layout))
    for streamed in (False, True):
        assert last(way, streamed, response_model=Book) == Book(title="Dune")


@STREAMED
def test_a_wrong_tool_is_passed_over_or_named(way: Way, streamed: bool) -> None:
    wrong = Call(name="Other", arguments='{"title": "no"}', id="a")
    right = Call(name="Book", arguments='{"title": "Dune"}', id="b")
    way.server.will(Answer(text="", calls=(wrong, right)))
    assert last(way, streamed, response_model=Book).title == "Dune"
    way.server.will(Answer(text="", calls=(Call(name="Other", arguments="{}"),)))
    with pytest.raises(OutputError, match=r"'Other'.*'Book'") as caught:
        last(way, streamed, response_model=Book)
    assert type(caught.value.response) is way.response_class


@MODES
def test_a_stream_that_breaks_off_inside_a_value_keeps_what_came(
    way: Way, json_mode: bool
) -> None:
    if not json_mode and "json_arguments" in way.row.lacks:
        pytest.skip("arguments come whole")
    text = json.dumps({"title": "A" * 90, "pages": 4})
    way.server.will(answer(text, json_mode, fault=Fault(break_after=60)))
    stream = way.stream(response_model=Book, json_mode=json_mode)
    items, error = way.collect_until_error(stream)
    assert type(error).__module__.partition(".")[0] != "mirascope"
    again, same = way.collect_until_error(stream)
    assert same is error
    assert again == items
    titles = [item.title for item in items if item.title]
    assert len(titles) > 10
    assert ("A" * 90).startswith(titles[-1])
    assert not hasattr(stream, "constructed_response_model")
    assert len(way.server.requests) == 1
    response = stream.stream.construct_call_response()
    assert type(response) is way.response_class
    assert text.startswith(response.content)
    assert bool(response.content) == json_mode


class Bare:
    """No schema says what this is."""


@pytest.mark.parametrize(
    "kind", [Bare, list[Bare], Callable[[], int], type[int], Any, len, "Book"], ids=str
)
def test_a_type_that_no_schema_expresses_is_refused_at_decoration(
    agnostic: Way, kind: Any
) -> None:
    for options in ({}, {"json_mode": True}, {"stream": True}, {"tools": [look_up]}):
        with pytest.raises(ResponseModelError) as caught:
            agnostic.decorate(response_model=kind, **options)
        assert isinstance(caught.value, ValueError)
    assert agnostic.server.requests == []


def test_a_parser_of_either_kind_makes_the_result(way: Way) -> None:
    def parse(response: Any) -> tuple[str, type]:
        return response.content, type(response)

    async def parse_later(response: Any) -> tuple[str, type]:
        await asyncio.sleep(0)
        return parse(response)

    expected = ("Hello wörld", way.response_class)
    assert way.ask(output_parser=parse) == expected
    if way.is_async:
        assert way.ask(output_parser=parse_later) == expected
    else:
        coroutine = way.ask(output_parser=parse_later)
        assert way.runner.run(coroutine) == expected


@MODES
def test_a_parser_gets_the_value_that_was_asked_for(way: Way, json_mode: bool) -> None:
    async def title_of(book: Book) -> str:
        await asyncio.sleep(0)
        return book.title

    way.server.will(answer('{"title": "Dune"}', json_mode))
    options = {"response_model": Book, "json_mode": json_mode}
    assert way.ask(output_parser=lambda book: book.title, **options) == "Dune"
    if way.is_async:
        assert way.ask(output_parser=title_of, **options) == "Dune"
    way.server.will(answer('{"value": [1, 2]}', json_mode))
    options["response_model"] = list[int]
    assert way.ask(output_parser=sum, **options) == 3


@MODES
@STREAMED
def test_fields_that_the_caller_knows_are_not_asked_for(
    way: Way, streamed: bool, json_mode: bool
) -> None:
    @dataclass
    class Found:
        """A found book."""

        title: str
        genre: Annotated[str, FromCallArgs()] = "none"

    way.server.will(answer('{"title": "Dune"}', json_mode))
    options = {"response_model": Found, "json_mode": json_mode}
    assert last(way, streamed, **options) == Found("Dune", "fantasy")
    assert '"genre"' not in json.dumps(way.server.last.common)


@pytest.mark.needs("default_client")
@STREAMED
def test_methods_of_every_kind_can_ask_for_values(way: Way, streamed: bool) -> None:
    decorate = way.call(response_model=Book, stream=streamed)

    class Library:
        shelf = "3"

        ask = decorate(make_prompt_of("shelf {self.shelf}", way.is_async))
        find = classmethod(
            decorate(make_prompt_of("of {cls.shelf}", way.is_async, "cls"))
        )
        plain = staticmethod(decorate(make_prompt(str, way.is_async)))

    way.server.will(answer('{"title": "Dune"}', False))
    library = Library()
    for call in (library.ask, library.find, Library.find, library.plain):
        result = way.get(call("x"))
        value = way.collect(result)[-1] if streamed else result
        assert value == Book(title="Dune")
    content = [request.messages[-1]["content"] for request in way.server.requests]
    assert content == ["shelf 3: x", "of 3: x", "of 3: x", "x"]


def make_prompt_of(
    template: str, is_async: bool, receiver: str = "self"
) -> Callable[..., Any]:
    """Make a method that says what a template does, of its object and argument."""
    if is_async and receiver == "self":

        async def method(self: Any, word: str) -> str:
            return f"{template.format(self=self)}: {word}"

    elif is_async:

        async def method(cls: Any, word: str) -> str:
            return f"{template.format(cls=cls)}: {word}"

    elif receiver == "self":

        def method(self: Any, word: str) -> str:
            return f"{template.format(self=self)}: {word}"

    else:

        def method(cls: Any, word: str) -> str:
            return f"{template.format(cls=cls)}: {word}"

    return method


@prompt_template("Which book is {text}?")
class WhichBook(BasePrompt):
    text: str
    shelf: int = 3


def run(way: Way, **options: Any) -> Any:
    prompt = WhichBook(text="this")
    if way.is_async:
        return way.get(prompt.run_async(way.call(**options)))
    return prompt.run(way.call(**options))


def look_up(title: str) -> str:
    """Look a book up."""
    return f"{title} is on shelf 3"


def test_a_prompt_class_can_ask_for_everything(way: Way) -> None:
    class Found(BaseModel):
        """A found book."""

        title: str
        shelf: Annotated[int, FromCallArgs()]

    way.server.will(answer('{"title": "Dune"}', True))
    found = Found(title="Dune", shelf=3)
    assert run(way, response_model=Found, json_mode=True) == found
    stream = run(way, response_model=Found, json_mode=True, stream=True)
    assert way.collect(stream)[-1] == found
    assert run(way, response_model=Found, tools=[look_up]) == found
    parser = {"output_parser": lambda found: found.shelf}
    assert run(way, response_model=Found, json_mode=True, **parser) == 3
    call = Call(name="look_up", arguments='{"title": "Dune"}')
    way.server.will(Answer(text="", calls=(call,)))
    assert run(way, response_model=Book, tools=[look_up]).tool.title == "Dune"
    stream = run(way, tools=[look_up], stream={"partial_tools": True})
    tools = [tool for _, tool in way.collect(stream) if tool is not None]
    assert tools[-1].call() == "Dune is on shelf 3"
    assert len(tools) > 1
    for request in way.server.requests:
        assert request.messages[0]["content"].startswith("Which book is this?")


trees = st.recursive(
    st.builds(Tree, name=st.text()),
    lambda inner: st.builds(
        Tree,
        name=st.text(),
        leaves=st.lists(inner, max_size=2),
        best=st.none() | inner,
    ),
    max_leaves=4,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(data=st.data())
def test_any_cut_of_an_async_stream_gives_the_same(
    make_way: Callable[..., Way], server: Server, data: st.DataObject
) -> None:
    way = make_way(ROWS[0], "core", is_async=True)
    text = data.draw(trees).model_dump_json().encode("utf-8", "replace").decode()
    edges = sorted({0, len(text), *data.draw(st.sets(st.integers(0, len(text))))})
    cut = data.draw(st.none() | st.integers(1, 99))
    json_mode = data.draw(st.booleans())
    if json_mode:
        pieces = tuple(text[a:b] for a, b in itertools.pairwise(edges))
        server.will(Answer(text=pieces, cut=cut))
    else:
        call = Call(name="Tree", arguments=text, cuts=tuple(edges[1:-1]))
        server.will(Answer(text="", calls=(call,), cut=cut))
    options = {"json_mode": json_mode, "client": way.client()}
    stream = way.stream(response_model=Tree, **options)
    *partials, final = way.collect(stream)
    assert final == Tree.model_validate_json(text)
    assert all(final.name.startswith(item.name or "") for item in partials)
    assert way.collect(stream) == [*partials, final]
