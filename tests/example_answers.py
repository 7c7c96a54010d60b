"""What the loopback server says to the examples only, beside `tests/answers.py`."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from typing import Any

from tests import answers
from tests.internals import json_instruction
from tests.server import Answer, Call, Request

OBJECTS: Mapping[str, str] = {
    "Which folders are these? home/music/jazz, home/notes": (
        '{"name":"home","inside":[{"name":"music","inside":[{"name":"jazz"}]},'
        '{"name":"notes"}]}'
    ),
    "What is this mail about? Order 7 never came, I want my money.": (
        '{"value":{"kind":"refund","order":7}}'
    ),
    "What is this mail about? When will it come?": (
        '{"value":{"kind":"question","about":"delivery"}}'
    ),
    "Which book is this, and of which year? the odyssey": (
        '{"title":"Odyssey","year":-700}'
    ),
    "Which book is this, and of which year? the odyssey "
    "(not -700: Input should be greater than 0)": '{"title":"Odyssey","year":1614}',
    "Name this book: a desert planet": '{"title":"Dune","author":"Frank Herbert"}',
}
"""What was said last, and the JSON of the answer where JSON was asked for."""

CALLS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "Plan my evening: a table at Anna's.": (
        ("ReserveTable", '{"restaurant":"Chez Anna","guests":null}'),
    ),
    "Help me: find Dune, say hey louder, convert 10, and translate tea.": (
        ("find", '{"title":"Dune"}'),
        ("shout", '{"text":"hey"}'),
        ("convert", '{"amount":10}'),
        ("translate", '{"text":"tea"}'),
    ),
    "Order Dune.": (
        ("google", '{"title":"Dune"}'),
        ("numpy", '{"title":"Dune","pages":600}'),
        ("rest", '{"title":"Dune","pages":500}'),
    ),
    "Name this book: a desert planet": (("look_up", '{"title":"Dune"}'),),
}
"""What was said last, and the calls of the answer where tools were offered."""

ANSWERS: Mapping[str, Answer] = {
    "Name this book: a desert planet": Answer(text=("Dune", " by", " Frank Herbert")),
    "Translate into French: tea": Answer(text="thé"),
    "Invent a recipe with nitroglycerin.": Answer(refusal="Too dangerous."),
    "Invent a recipe with everything.": Answer(
        text='{"dish":"Stew","steps":["Take', finish="length"
    ),
    "Invent a recipe with riddles.": Answer(text="What has an eye and cannot see?"),
    "Invent a recipe with ice.": Answer(text='{"dish":"Ice","steps":["Freeze."]}'),
    "Invent a recipe with nothing.": Answer(text=""),
}
"""What was said last, and the answer to it."""


def answer_to(request: Request) -> Answer:
    """Answer what was said last, in the form that was asked for."""
    content, offered = _said(request), "tools" in request.body
    chosen = request.body.get("tool_choice")
    if content == "What is the weather in Oslo?" and chosen is not None:
        return _choose(request, chosen)
    if content in OBJECTS and (chosen == "required" or isinstance(chosen, dict)):
        name = request.body["tools"][0]["function"]["name"]
        return _call((name, OBJECTS[content]))
    if content in OBJECTS and "response_format" in request.body:
        return Answer(text=OBJECTS[content])
    if content in CALLS and offered:
        return _call(*CALLS[content])
    return ANSWERS.get(content) or answers.answer_to(request)


def _choose(request: Request, chosen: Any) -> Answer:
    """Do as the tool choice says."""
    if chosen == "none":
        return Answer(text="It is fine.")
    names = [tool["function"]["name"] for tool in request.body["tools"]]
    name = names[0] if chosen == "required" else chosen["function"]["name"]
    return _call((name, '{"city":"Oslo"}'))


def _said(request: Request) -> str:
    """Give the last text that is no instruction of ours."""
    texts = [answers._text(message["content"]) for message in request.messages]
    return next(
        text for text in reversed(texts) if not text.startswith(json_instruction(None))
    )


def _call(*calls: tuple[str, str]) -> Answer:
    made = [
        Call(
            name=name,
            arguments=arguments,
            id=f"call_{number}",
            cuts=tuple(accumulate([10] * (len(arguments) // 10))),
        )
        for number, (name, arguments) in enumerate(calls, 1)
    ]
    return Answer(text="", calls=tuple(made))
