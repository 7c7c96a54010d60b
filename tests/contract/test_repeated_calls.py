"""Calls after the first one, whose requests are made with what the first one found."""

from __future__ import annotations

import copy
import gc
import pickle
import weakref
from typing import Any

import pytest

from mirascope.core import Messages

from .way import Way

TEXTS = ["first", "wörld ☃", "", " \n", "USER: {x}"]


def shelve(title: str) -> str:
    """Put a book on the shelf."""
    return title


def fields_of(response: Any) -> dict[str, Any]:
    """Give all that a response says of its request."""
    names = ("messages", "call_kwargs", "call_params", "user_message_param")
    more = ("tool_types", "prompt_template", "fn_args", "dynamic_config", "metadata")
    return {name: getattr(response, name) for name in names + more}


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"call_params": {"temperature": 0.5, "max_tokens": 9}},
        {"call_params": {"temperature": None, "stop": ["END"]}},
        {"json_mode": True},
        {"tools": [shelve]},
    ],
    ids=["plain", "params", "list", "json_mode", "tools"],
)
def test_each_request_is_as_that_of_a_function_of_its_own(
    agnostic: Way, options: dict[str, Any]
) -> None:
    way = agnostic
    if "call_params" in options:
        options = {"call_params": way.row.given(options["call_params"])}
    words = iter(TEXTS)
    again = way.decorate(lambda _: next(words), **options)
    for text in TEXTS:
        one = fields_of(way.get(again(text)))
        two = fields_of(way.ask(lambda _, text=text: text, **options))
        repeated, single = way.server.requests[-2:]
        assert repeated.raw == single.raw
        assert one.pop("fn_args") == {"genre": text}
        assert two.pop("fn_args") == {"genre": "fantasy"}
        if "tools" in options:
            assert len(one.pop("tool_types")) == len(two.pop("tool_types")) == 1
        assert one == two
        assert one["dynamic_config"] is None


def test_what_is_found_late_is_not_missing(way: Way) -> None:
    again = way.decorate()
    for genre in ("first", "second"):
        dumped, copied, pickled, equal = (way.get(again(genre)) for _ in range(4))
        if way.layer == "core":  # the neutral form says less
            assert dumped.model_dump()["fn_args"] == {"genre": genre}
        assert copy.deepcopy(copied).fn_args == {"genre": genre}
        assert pickle.loads(pickle.dumps(pickled)).fn_args == {"genre": genre}  # noqa: S301
        assert equal != way.get(again("other"))


def test_streams_too(agnostic: Way) -> None:
    way = agnostic
    words = iter(TEXTS)
    again = way.decorate(lambda _: next(words), stream=True)
    for text in TEXTS[:3]:
        way.collect(way.get(again()))
        way.collect(way.stream(lambda _, text=text: text))
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
    for said in answers:
        way.get(again())
        way.ask(lambda _, said=said: said)
        repeated, single = way.server.requests[-2:]
        assert repeated.raw == single.raw


@pytest.mark.parametrize("tools", [None, [shelve]], ids=["plain", "tools"])
def test_a_response_can_be_changed_without_harm(
    agnostic: Way, tools: list[Any] | None
) -> None:
    way = agnostic
    words = iter("abc")
    again = way.decorate(lambda _: next(words), tools=tools)
    sent: list[Any] = []
    for _ in range(3):
        response = way.get(again())
        sent.append(way.server.last.common)
        for value in response.call_kwargs.values():
            if isinstance(value, list | dict):
                value.clear()
        response.call_kwargs["unheard_of"] = 1
        response.call_kwargs.pop("model", None)
        response.messages.clear()
        response.fn_args.clear()
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
