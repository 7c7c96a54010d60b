"""`validation_retries`: the model is told what is wrong, and asked again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError, field_validator

from mirascope.core import Messages
from tests.server import Answer, Call

from .way import Way


class Book(BaseModel):
    """A book."""

    title: str
    pages: int

    @field_validator("title")
    @classmethod
    def _upper(cls, title: str) -> str:
        if not title.isupper():
            raise ValueError("write the title in capitals")
        return title


WRONG = '{"title": "Dune", "pages": "many"}'
RIGHT = '{"title": "DUNE", "pages": 412}'
DUNE = Book(title="DUNE", pages=412)


def said(arguments: str, json_mode: bool, **more: Any) -> Answer:
    if json_mode:
        return Answer(text=arguments, **more)
    return Answer(text="", calls=(Call(name="Book", arguments=arguments),), **more)


JSON_MODE = pytest.mark.parametrize("json_mode", [False, True], ids=["tool", "json"])


@JSON_MODE
def test_the_errors_go_back_to_the_model(way: Way, json_mode: bool) -> None:
    way.server.will(said(WRONG, json_mode), said(RIGHT, json_mode))
    book = way.ask(response_model=Book, json_mode=json_mode, validation_retries=2)
    assert book == DUNE
    first, second = way.server.requests
    before, messages = first.common["messages"], second.common["messages"]
    assert len(messages) == len(before) + 2
    sent = json.dumps(messages)
    assert "write the title in capitals" in sent
    assert "pages: Input should be a valid integer" in sent
    for name in ("tools", "tool_choice", "response_format", "model"):
        assert first.common.get(name) == second.common.get(name), name
    if json_mode:
        return
    called = [call["id"] for m in messages for call in m.get("tool_calls") or ()]
    results = [m for m in messages if m["role"] == "tool"]
    assert [m.get("tool_call_id") for m in results] == called
    assert len(called) == 1


@JSON_MODE
def test_the_last_error_is_raised(way: Way, json_mode: bool) -> None:
    way.server.will(said(WRONG, json_mode))
    with pytest.raises(ValidationError) as caught:
        way.ask(response_model=Book, json_mode=json_mode, validation_retries=2)
    assert len(way.server.requests) == 3
    error: Any = caught.value
    assert error.__notes__ == ["attempt 3 of 3"]
    assert type(error.response) is way.response_class
    assert len(error.response.messages) == 5


def test_the_conversation_can_go_on(way: Way) -> None:
    way.server.will(said(WRONG, True), said(RIGHT, True))
    book = way.ask(response_model=Book, json_mode=True, validation_retries=1)
    response = book._response
    way.server.will(Answer(text="so"))
    again = [*response.messages, response.message_param, Messages.User("and?")]

    def say(_: str) -> Any:
        return again

    way.ask(say)
    roles = [m["role"] for m in way.server.last.common["messages"]]
    assert roles == ["user", "assistant"] * 2 + ["user"]
