"""Streams that end, or break off, after every one of their events."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.contract.way import Way
from tests.server import Answer, Call, Fault

from .outcome import ANSWER, SDK, outcome

CALL = Call(name="find", arguments='{"title": "The Name of the Wind"}')
ANSWERS: dict[str, Answer] = {
    "text": Answer(text=("one ", "two ", "three")),
    "tools": Answer(text="", calls=(CALL,)),
    "model": Answer(text="", calls=(replace(CALL, name="Optional"),)),
    "json": Answer(text=('{"title": ', '"Dune"', "}")),
}
CUT = ("TruncatedError", "BrokenStreamError")
MAKES_UP = frozenset({"litellm"})
"""The rows whose SDK makes up the reason that was cut off, or complains of the end."""


_events: dict[tuple[str, str], list[bytes]] = {}


def events_of(way: Way, mode: str) -> list[bytes]:
    """See the events that the service sends."""
    key = (way.row.id, mode)
    if key in _events:
        return _events[key]
    seen: list[bytes] = []

    def note(events: list[bytes]) -> list[bytes]:
        seen.extend(events)
        return events

    found = replace(ANSWERS[mode], fault=Fault(changes=note))
    assert outcome(way, found, mode, stream=True) == ANSWER
    return _events.setdefault(key, seen)


def ending(way: Way, events: list[bytes], called: bool) -> int:
    """Count the events up to the one that says why the answer ended."""
    words = ("tool_calls" if called else "stop", "stop")
    reasons = [way.row.wire.words.get(word, word) for word in words]
    content = re.compile(rf'(finish|stop)_?[rR]eason": "({"|".join(reasons)})"')
    return next(
        number
        for number, event in enumerate(events, 1)
        if content.search(event.decode(errors="replace"))
    )


@pytest.mark.parametrize("mode", ANSWERS)
def test_a_stream_is_an_answer_once_it_says_why_it_ended(way: Way, mode: str) -> None:
    answer = ANSWERS[mode]
    if mode == "model" and "schema" in way.row.has:
        pytest.skip("it is asked for JSON, not for a call")
    events = events_of(way, mode)
    enough = ending(way, events, bool(answer.calls))
    for count in range(len(events)):
        cut = replace(answer, fault=Fault(end_early=count))
        found = outcome(way, cut, mode, stream=True)
        if way.row.id in MAKES_UP:
            assert found in (*CUT, SDK, ANSWER), count
        elif count >= enough:
            assert found == ANSWER, count
        else:
            assert found in CUT, count


@pytest.mark.parametrize("mode", ANSWERS)
def test_a_stream_that_breaks_off_is_an_error_of_the_sdk(way: Way, mode: str) -> None:
    answer = ANSWERS[mode]
    events = events_of(way, mode)
    enough = ending(way, events, bool(answer.calls))
    for count in range(len(events)):
        broken = replace(answer, fault=Fault(break_after=count))
        found = outcome(way, broken, mode, stream=True)
        assert found == SDK or (count >= enough and found == ANSWER), count
