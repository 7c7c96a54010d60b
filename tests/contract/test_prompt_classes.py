"""Prompt classes run on every provider, with everything that calls can do."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from mirascope.core import BasePrompt, metadata, prompt_template
from mirascope.core.base import BaseStructuredStream
from tests.server import Answer, Call

from .way import Way


class Book(BaseModel):
    title: str


def look_up(title: str) -> str:
    """Look up a book."""
    return f"{title} is on shelf 3"


@metadata({"tags": {"shelf"}})
@prompt_template("SYSTEM: be brief\nUSER: a {genre} book?")
class Recommend(BasePrompt):
    genre: str


BOOK = Answer(text="", calls=(Call(name="Book", arguments='{"title": "Dune"}'),))


def run(way: Way, **options: Any) -> Any:
    prompt = Recommend(genre="fantasy")
    if way.is_async:
        return way.get(prompt.run_async(way.call(**options)))
    return prompt.run(way.call(**options))


def test_a_prompt_class_is_sent_as_its_template_says(way: Way) -> None:
    response = run(way)
    assert response.content == "Hello wörld"
    assert response.metadata == {"tags": {"shelf"}}
    assert [m["content"] for m in way.server.last.common["messages"]] == [
        "be brief",
        "a fantasy book?",
    ]


def test_a_prompt_class_can_be_streamed(way: Way) -> None:
    stream = run(way, stream=True)
    way.collect(stream)
    assert stream.content == "Hello wörld"


def test_a_prompt_class_can_offer_tools(way: Way) -> None:
    call = Call(name="look_up", arguments='{"title": "Dune"}')
    way.server.will(Answer(text="", calls=(call,)))
    tool = run(way, tools=[look_up]).tool
    assert tool.call() == "Dune is on shelf 3"


def test_a_prompt_class_can_ask_for_a_model(way: Way) -> None:
    way.server.will(BOOK)
    assert run(way, response_model=Book) == Book(title="Dune")
    stream = run(way, response_model=Book, stream=True)
    assert isinstance(stream, BaseStructuredStream)
    assert way.collect(stream)[-1] == Book(title="Dune")


def test_a_prompt_class_can_be_parsed(way: Way) -> None:
    assert run(way, output_parser=lambda response: response.content[:5]) == "Hello"
