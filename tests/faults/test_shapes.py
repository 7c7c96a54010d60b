"""Answers in which one value is another than the service documents."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.contract.way import Way
from tests.server import Answer, Call, Fault

from .outcome import ANSWER, SDK, outcome

WHOLE = Answer(text="some text", calls=(Call(name="find", arguments='{"title": "x"}'),))
OTHERS: tuple[Any, ...] = (None, "odd", 7, [], [None], {}, float("nan"))
TYPED = frozenset(
    {
        *(ANSWER, SDK, "NoAnswerError", "BrokenStreamError", "TruncatedError"),
        *(
            "ToolArgumentsError",
            "UnknownToolError",
            "MalformedOutputError",
            "ValidationError",
        ),
    }
)
"""What may come of them: everything but a raw error of ours, which none of these is."""


def changed(value: Any) -> Iterator[Any]:
    """Give a value with one thing in it turned into another, or left out."""
    if isinstance(value, dict):
        for name, found in value.items():
            yield {k: v for k, v in value.items() if k != name}
            yield from ({**value, name: other} for other in OTHERS)
            yield from ({**value, name: one} for one in changed(found))
    if isinstance(value, list):
        for number, found in enumerate(value):
            for one in (*OTHERS, *changed(found)):
                yield [*value[:number], one, *value[number + 1 :]]


def test_a_whole_answer_of_any_shape_is_one_or_a_typed_error(way: Way) -> None:
    seen: list[bytes] = []

    def note(body: bytes) -> bytes:
        seen.append(body)
        return body

    noted = Answer(text=WHOLE.text, calls=WHOLE.calls, fault=Fault(change=note))
    assert outcome(way, noted, "tools", stream=False) == ANSWER
    odd = list(changed(json.loads(seen[0])))
    for number, body in enumerate(odd):
        if number % 4 != 2 * way.is_async:
            continue
        answer = Answer(fault=Fault(body=json.dumps(body).encode()))
        found = outcome(way, answer, "tools", stream=False)
        assert found in TYPED, (found, body)


def test_a_streamed_answer_of_any_shape_is_one_or_a_typed_error(way: Way) -> None:
    seen: list[bytes] = []

    def note(events: list[bytes]) -> list[bytes]:
        seen.extend(events)
        return events

    assert outcome(way, Answer(fault=Fault(changes=note)), stream=True) == ANSWER
    number = way.is_async * 5
    for at, event in enumerate(seen):
        head, mark, body = event.rpartition(b"data: ")
        try:
            odd = list(changed(json.loads(body)))
        except ValueError:
            continue  # the mark of the end, or no text at all
        for one in odd:
            number += 1
            if number % 10:
                continue
            events = [*seen]
            events[at] = head + mark + json.dumps(one).encode() + b"\n\n"
            answer = Answer(fault=Fault(changes=lambda _, events=events: events))
            found = outcome(way, answer, stream=True)
            assert found in TYPED, (found, one)
