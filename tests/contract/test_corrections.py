"""Answering calls that are not valid, in a loop of the program's own."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from pydantic import ValidationError

from mirascope.core import Messages
from mirascope.exceptions import ToolArgumentsError
from tests.server import Answer, Call

from .row import Row
from .rows import ROWS
from .test_reasking import check_calls, look_up
from .way import Way

STREAM = pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
CALLS = (
    Call(name="look_up", arguments='{"word": 3}', id="call_1"),
    Call(name="look_up", arguments='{"word": "x"}', id="call_2"),
    Call(name="nope", arguments="{}", id="call_3"),
)


@STREAM
def test_a_loop_answers_calls_that_are_not_valid(way: Way, stream: bool) -> None:
    way.server.will(Answer(text="Well:", calls=CALLS, layout="together"))
    response = way.ask(tools=[look_up], stream=stream)
    if stream:
        _, error = way.collect_until_error(response)
        response = response.construct_call_response()
    else:
        with pytest.raises(ValidationError) as caught:
            response.tools  # noqa: B018  it raises
        error = caught.value
    more = response.correction_params(error)
    history = [Messages.User("q"), *more]
    way.server.will(Answer(text="done"))
    assert way.ask(lambda _: history, tools=[look_up]).content == "done"
    results = check_calls(way)
    assert "word: Input should be a valid string" in json.dumps(results[0])
    if not stream:
        assert len(results) == 3
        assert "not used" in json.dumps(results[1])


def test_a_loop_answers_arguments_that_are_no_object(sync_way: Way) -> None:
    way = sync_way
    if way.row.provider in ("anthropic", "bedrock", "google", "gemini", "vertex"):
        pytest.skip("the service sends arguments as an object")
    broken = Call(name="look_up", arguments='{"word": "some', id="call_1")
    way.server.will(Answer(text="", calls=(broken, CALLS[1])))
    response = way.ask(tools=[look_up])
    with pytest.raises(ToolArgumentsError) as caught:
        response.tools  # noqa: B018  it raises
    history = [Messages.User("q"), *response.correction_params(caught.value)]
    way.ask(lambda _: history, tools=[look_up])
    first, _ = check_calls(way)
    assert "some" in json.dumps(first)
    assert "tokens" not in json.dumps(first)


def test_a_correction_moves_to_any_other_provider(
    neutral: Way, row: Row, make_way: Callable[..., Way]
) -> None:
    way = neutral
    way.server.will(Answer(text="Well:", calls=CALLS))
    response = way.ask(tools=[look_up])
    with pytest.raises(ValidationError) as caught:
        response.tools  # noqa: B018  it raises
    more = response.correction_params(caught.value)
    assert [m.role for m in more] == ["assistant", "tool", "tool", "tool"]
    assert all(m.content[0].is_error for m in more[1:])
    other = next(r for r in ROWS if r.provider != row.provider)
    moved = make_way(other)
    history = [Messages.User("q"), *more]
    moved.ask(lambda _: history, tools=[look_up])
    assert len(check_calls(moved)) == 3


def test_an_answer_without_calls_is_corrected_by_the_user(way: Way) -> None:
    way.server.will(Answer(text="Well."))
    response = way.ask()
    answer, told = response.correction_params(ValueError("too short"))
    assert way.text(answer) == "Well."
    assert "- too short" in told.content
