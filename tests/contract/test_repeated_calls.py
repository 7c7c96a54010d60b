"""Calls after the first one, whose requests are made with what the first one found."""

from __future__ import annotations

import copy
import gc
import pickle
import weakref
from typing import Any

import pytest
from pydantic import BaseModel

from mirascope.core import Messages, metadata, prompt_template
from mirascope.exceptions import MissingVariableError, PromptError
from tests.server import Answer, Call

from .way import Way, make_prompt

TEXTS = ["first", "wörld ☃", "", " \n", "USER: {x}"]
OPTIONS = pytest.mark.parametrize(
    "options",
    [
        {},
        {"call_params": {"temperature": 0.5, "max_tokens": 9}},
        {"call_params": {"temperature": None, "stop": ["END"]}},
        {"json_mode": True},
        {"tools": ["shelve"]},
    ],
    ids=["plain", "params", "list", "json_mode", "tools"],
)


class Book(BaseModel):
    """A book."""

    title: str


def shelve(title: str) -> str:
    """Put a book on the shelf."""
    return title


def fields_of(response: Any) -> dict[str, Any]:
    """Give all that a response says of its request."""
    names = ("messages", "call_kwargs", "call_params", "user_message_param")
    more = ("tool_types", "prompt_template", "fn_args", "dynamic_config", "metadata")
    return {name: getattr(response, name) for name in names + more}


def given(way: Way, options: dict[str, Any]) -> dict[str, Any]:
    """Put options into the words of a provider."""
    if "call_params" in options:
        return {"call_params": way.row.given(options["call_params"])}
    return {"tools": [shelve]} if "tools" in options else options


def assert_same(one: dict[str, Any], two: dict[str, Any]) -> None:
    """Compare the fields of two responses; their tool classes only by name."""
    for fields in (one, two):
        tools = fields.pop("tool_types") or ()
        fields["tools"] = [tool._name() for tool in tools]
    assert one == two


def templated(way: Way, template: str, say: Any = None, **options: Any) -> Any:
    """Decorate a function that has a string template, and returns nothing or more."""
    prompt = make_prompt(say or (lambda _: None), way.is_async)
    return way.call(**options)(prompt_template(template)(prompt))


@OPTIONS
@pytest.mark.parametrize(
    "template",
    [
        "About {genre}, {genre!r} and {{genre}}",
        "SYSTEM: Be short.\nUSER: About {genre}",
        "USER: {genre}\nASSISTANT: Yes?\nUSER: {genre}",
        "USER: {genre:text} and {genre:text}",
    ],
    ids=["text", "system", "turns", "parts"],
)
def test_each_request_of_a_template_is_as_the_first(
    agnostic: Way, options: dict[str, Any], template: str
) -> None:
    way = agnostic
    options = given(way, options)
    again = templated(way, template, **options)
    for text in ("first", "wörld ☃", " \n second"):
        one = fields_of(way.get(again(text)))
        two = fields_of(way.get(templated(way, template, **options)(text)))
        repeated, single = way.server.requests[-2:]
        assert repeated.raw == single.raw
        assert one["fn_args"] == {"genre": text}
        assert one["prompt_template"] == template
        assert_same(one, two)


def test_metadata_may_be_attached_between_two_calls(way: Way) -> None:
    fn = way.decorate()
    assert way.get(fn()).metadata == {}
    metadata({"tags": {"later"}})(fn)
    assert way.get(fn()).metadata == {"tags": {"later"}}


def test_a_template_can_be_without_words_at_any_time(agnostic: Way) -> None:
    way = agnostic
    again = templated(way, "{genre}")
    for _ in range(2):
        with pytest.raises(PromptError, match="gave no message"):
            way.get(again(""))
        way.get(again("first"))
        assert fields_of(way.get(again("second")))["fn_args"] == {"genre": "second"}
    missing = templated(way, "{genre} {other}", lambda _: next(content))
    content = iter([{"computed_fields": {"other": 1}}, None, {"computed_fields": {}}])
    way.get(missing("first"))
    for _ in range(2):
        with pytest.raises(MissingVariableError):
            way.get(missing("second"))


def test_what_a_function_above_a_template_returns_may_change(agnostic: Way) -> None:
    way = agnostic
    params = way.row.given({"temperature": 0.5})
    answers: list[Any] = [
        None,
        "text of its own",
        {"computed_fields": {"genre": "computed"}, "call_params": params},
        None,
        [Messages.System("sys"), Messages.User("four")],
        "more text",
        None,
    ]
    rest = iter(answers)
    again = templated(way, "About {genre}", lambda _: next(rest))
    for content in answers:
        one = fields_of(way.get(again("x")))
        alone = templated(way, "About {genre}", lambda _, content=content: content)
        assert_same(one, fields_of(way.get(alone("x"))))
        repeated, single = way.server.requests[-2:]
        assert repeated.raw == single.raw


@pytest.mark.parametrize("json_mode", [False, True], ids=["tool", "json"])
@pytest.mark.parametrize("is_template", [False, True], ids=["text", "template"])
def test_each_request_for_a_response_model_is_as_the_first(
    agnostic: Way, json_mode: bool, is_template: bool
) -> None:
    way = agnostic
    title = '{"title": "Emma"}'
    calls = (Call(name="Book", arguments=title),)

    def decorated() -> Any:
        options = {"response_model": Book, "json_mode": json_mode}
        if is_template:
            return templated(way, "About {genre}", **options)
        return way.decorate(**options)

    again = decorated()
    for text in ("first", "wörld ☃", "third"):
        answer = Answer(
            text=title if json_mode else "", calls=() if json_mode else calls
        )
        way.server.will(answer, answer)
        assert way.get(again(text)) == way.get(decorated()(text)) == Book(title="Emma")
        repeated, single = way.server.requests[-2:]
        assert repeated.raw == single.raw


@OPTIONS
def test_each_request_is_as_that_of_a_function_of_its_own(
    agnostic: Way, options: dict[str, Any]
) -> None:
    way = agnostic
    options = given(way, options)
    words = iter(TEXTS)
    again = way.decorate(lambda _: next(words), **options)
    for text in TEXTS:
        one = fields_of(way.get(again(text)))
        two = fields_of(way.ask(lambda _, text=text: text, **options))
        repeated, single = way.server.requests[-2:]
        assert repeated.raw == single.raw
        assert one.pop("fn_args") == {"genre": text}
        assert two.pop("fn_args") == {"genre": "fantasy"}
        assert one["dynamic_config"] is None
        assert_same(one, two)


def test_what_is_found_late_is_not_missing(way: Way) -> None:
    again = way.decorate()
    for genre in ("first", "second"):
        dumped, copied, pickled, equal = (way.get(again(genre)) for _ in range(4))
        if way.layer == "core":  # the neutral form says less
            assert dumped.model_dump()["fn_args"] == {"genre": genre}
        assert copy.deepcopy(copied).fn_args == {"genre": genre}
        assert pickle.loads(pickle.dumps(pickled)).fn_args == {"genre": genre}  # noqa: S301
        assert equal != way.get(again("other"))


@OPTIONS
@pytest.mark.parametrize("is_template", [False, True], ids=["text", "template"])
def test_each_stream_is_as_that_of_a_function_of_its_own(
    agnostic: Way, options: dict[str, Any], is_template: bool
) -> None:
    way = agnostic
    options = {**given(way, options), "stream": True}

    def decorated() -> Any:
        if is_template:
            return templated(way, "About {genre}", **options)
        return way.decorate(**options)

    again = decorated()
    for text in ("first", "wörld ☃", "third"):
        one, two = way.get(again(text)), way.get(decorated()(text))
        way.collect(one)
        way.collect(two)
        repeated, single = way.server.requests[-2:]
        assert repeated.raw == single.raw
        assert one.fn_args == {"genre": text}
        assert_same(fields_of(one), fields_of(two))
        rebuilt = one.construct_call_response()
        assert_same(fields_of(rebuilt), fields_of(two.construct_call_response()))
        # What is done to one is not seen in the next.
        one.messages.clear()
        one.call_kwargs.clear()
        one.fn_args.clear()
        if one.tool_types:
            one.tool_types.clear()


@pytest.mark.parametrize("json_mode", [False, True], ids=["tool", "json"])
def test_each_streamed_model_is_as_the_first(agnostic: Way, json_mode: bool) -> None:
    way = agnostic
    title = '{"title": "Emma"}'
    call = Call(name="Book", arguments=title)
    options = {"response_model": Book, "json_mode": json_mode, "stream": True}
    again = way.decorate(**options)
    for text in ("first", "wörld ☃", "third"):
        answer = Answer(text=title) if json_mode else Answer(text="", calls=(call,))
        way.server.will(answer, answer)
        for decorated in (again, way.decorate(**options)):
            assert way.collect(way.get(decorated(text)))[-1] == Book(title="Emma")
        repeated, single = way.server.requests[-2:]
        assert repeated.raw == single.raw


def test_what_is_returned_may_change_from_call_to_call(way: Way) -> None:
    params = way.row.given({"temperature": 0.5})
    answers: list[Any] = [
        "one",
        {"messages": [Messages.User("two")], "call_params": params},
        "three",
        [Messages.System("sys"), Messages.User("four")],
        "five",
    ]
    rest = iter(answers)
    again = way.decorate(lambda _: next(rest))
    for content in answers:
        way.get(again())
        way.ask(lambda _, content=content: content)
        repeated, single = way.server.requests[-2:]
        assert repeated.raw == single.raw


@pytest.mark.parametrize("tools", [None, [shelve]], ids=["plain", "tools"])
@pytest.mark.parametrize("is_template", [False, True], ids=["text", "template"])
def test_a_response_can_be_changed_without_harm(
    agnostic: Way, tools: list[Any] | None, is_template: bool
) -> None:
    way = agnostic
    again = way.decorate(lambda word: word, tools=tools)
    if is_template:
        again = templated(way, "{genre}", tools=tools)
    sent: list[Any] = []
    for word in "abc":
        response = way.get(again(word))
        sent.append(way.server.last.common)
        for value in response.call_kwargs.values():
            if isinstance(value, list | dict):
                value.clear()
        response.call_kwargs["unheard_of"] = 1
        response.call_kwargs.pop("model", None)
        response.messages.clear()
        response.fn_args.clear()
        if tools:
            assert [tool._name() for tool in response.tool_types] == ["shelve"]
            response.tool_types.clear()
    contents = [request.pop("messages")[0]["content"] for request in sent]
    assert contents == ["a", "b", "c"]
    assert sent[0] == sent[1] == sent[2]


def test_parameters_are_those_of_the_decoration(way: Way) -> None:
    params = way.row.given({"temperature": 0.5})
    message = {"role": "user", "content": "Recommend a fantasy book"}
    expected = way.sent(messages=[message], **params)
    again = way.decorate(call_params=params)
    for _ in range(2):
        params.clear()
        way.get(again())
        assert way.server.last.common == expected


def test_nothing_is_kept_of_the_arguments(agnostic: Way) -> None:
    class Genre(str):
        __slots__ = ("__weakref__",)

    again = agnostic.decorate()
    genre = Genre("fantasy")
    seen = weakref.ref(genre)
    agnostic.get(again(genre))
    agnostic.get(again("horror"))
    del genre
    gc.collect()
    assert seen() is None
