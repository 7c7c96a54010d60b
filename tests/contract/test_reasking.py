"""`validation_retries`: the model is told what is wrong, and asked again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError, field_validator

from mirascope.core import Messages
from mirascope.exceptions import RefusalError, TruncatedError
from tests.server import Answer, Call, Fault

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


def test_the_log_tells_of_it(neutral: Way, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "mirascope")
    neutral.server.will(said(WRONG, True), said(RIGHT, True))
    neutral.ask(response_model=Book, json_mode=True, validation_retries=2)
    [told] = [text for text in caplog.messages if "not valid" in text]
    assert told == (
        f"{neutral.row.provider}: answer 1 of 3 is not valid, asked again after "
        "ValidationError"
    )


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


def look_up(word: str) -> str:
    """Look a word up.

    Args:
        word: The word.
    """
    return word


def book_call(arguments: str, id: str | None = "call_1", name: str = "Book") -> Call:
    return Call(name=name, arguments=arguments, id=id)


def check_calls(way: Way) -> list[Any]:
    """See that each call of the last request has its result right after it."""
    messages = way.server.last.common["messages"]
    open_calls: list[Any] = []
    results: list[Any] = []
    for message in messages:
        if message["role"] == "tool":
            open_calls.remove(message.get("tool_call_id"))
            results.append(message)
            continue
        assert not open_calls, messages
        for call in message.get("tool_calls") or ():
            open_calls.append(call["id"])
            arguments = call["function"]["arguments"]
            assert isinstance(
                arguments if isinstance(arguments, dict) else json.loads(arguments),
                dict,
            )
    assert not open_calls, messages
    return results


def is_error(way: Way) -> bool:
    sent = json.dumps(way.server.last.body)
    marks = {
        "anthropic": '"is_error": true',
        "bedrock": '"status": "error"',
        "google": '"response": {"error": ',
    }
    provider = {"gemini": "google", "vertex": "google"}.get(
        way.row.provider, way.row.provider
    )
    return marks.get(provider, "") in sent


def test_every_open_call_gets_a_result(way: Way) -> None:
    calls = (
        book_call(WRONG, "call_1"),
        book_call(RIGHT, "call_2"),
        book_call("{}", "call_3", "other"),
    )
    way.server.will(Answer(text="Here:", calls=calls), said(RIGHT, False))
    assert way.ask(response_model=Book, validation_retries=1) == DUNE
    results = check_calls(way)
    assert len(results) == 3
    assert "no tool 'other'" in json.dumps(results[2])
    assert is_error(way)
    way.server.will(Answer(text="", calls=calls[:2]), said(RIGHT, False))
    assert way.ask(response_model=Book, validation_retries=1) == DUNE
    assert all("in capitals" in json.dumps(one) for one in check_calls(way))


@pytest.mark.parametrize(
    "answer",
    [
        Answer(text="", calls=(book_call('{"title": "DU'),)),
        Answer(text="I do not want to call it."),
        Answer(text="", calls=(book_call("{}", name="nope"),)),
        Answer(text="", calls=(book_call("[1]"),)),
        Answer(text='{"title": "DU'),
        Answer(text=""),
    ],
    ids=["broken", "text", "wrong name", "list", "broken text", "empty"],
)
@JSON_MODE
def test_whatever_is_wrong_is_asked_for_again(
    way: Way, answer: Answer, json_mode: bool
) -> None:
    if any(call.arguments != "{}" for call in answer.calls):
        needs_text(way)
    way.server.will(answer, said(RIGHT, json_mode))
    book = way.ask(response_model=Book, json_mode=json_mode, validation_retries=1)
    assert book == DUNE
    assert len(way.server.requests) == 2
    check_calls(way)
    assert "not valid" in json.dumps(way.server.last.body)


def needs_text(way: Way) -> None:
    if way.row.provider in ("anthropic", "bedrock", "google", "gemini", "vertex"):
        pytest.skip("the service sends arguments as an object")


def test_calls_of_the_users_tools_are_asked_for_again(way: Way) -> None:
    calls = (
        book_call('{"word": 3}', "call_1", "look_up"),
        book_call('{"word": "x"}', "call_2", "look_up"),
    )
    way.server.will(
        Answer(text="", calls=calls), Answer(text=WRONG), Answer(text=RIGHT)
    )
    book = way.ask(response_model=Book, tools=[look_up], validation_retries=2)
    assert book == DUNE
    assert len(way.server.requests) == 3
    first, second = check_calls(way)
    assert "word: Input should be a valid string" in json.dumps(first)
    assert "not used" in json.dumps(second)
    way.server.will(Answer(text="", calls=calls))
    with pytest.raises(ValidationError) as caught:
        way.ask(response_model=Book, tools=[look_up], validation_retries=1)
    assert type(caught.value.response) is way.response_class
    way.server.will(Answer(text="", calls=calls[1:]))
    parsed: list[Any] = []
    response = way.ask(
        response_model=Book,
        tools=[look_up],
        validation_retries=2,
        output_parser=parsed.append,
    )
    assert response.tool.args == {"word": "x"}
    assert parsed == []


@JSON_MODE
def test_an_answer_at_the_token_limit_is_not_asked_for_again(
    way: Way, json_mode: bool
) -> None:
    way.server.will(said('{"title": "DU', True, finish="length"))
    with pytest.raises(TruncatedError):
        way.ask(response_model=Book, json_mode=json_mode, validation_retries=3)
    assert len(way.server.requests) == 1


@pytest.mark.needs("refusal")
def test_a_refusal_is_not_asked_for_again(way: Way) -> None:
    way.server.will(said(WRONG, True), Answer(text="", refusal="No."))
    with pytest.raises(RefusalError) as caught:
        way.ask(response_model=Book, json_mode=True, validation_retries=3)
    assert len(way.server.requests) == 2
    assert caught.value.__notes__ == ["attempt 2 of 4"]


def test_an_error_of_the_provider_is_not_asked_for_again(way: Way) -> None:
    way.server.will(said(WRONG, True), Answer(fault=Fault(status=401)))
    with pytest.raises(way.row.sdk.find(way.row.sdk.errors[401])) as caught:
        way.ask(response_model=Book, json_mode=True, validation_retries=3)
    assert len(way.server.requests) == 2
    assert "asked again for a valid answer: 2 of 4" in caught.value.__notes__


def test_errors_of_a_parser_are_not_asked_for_again(way: Way) -> None:
    def parse(book: Book) -> str:
        raise ValueError("no")

    way.server.will(said(RIGHT, False))
    with pytest.raises(ValueError, match=r"^no$"):
        way.ask(response_model=Book, output_parser=parse, validation_retries=3)
    assert len(way.server.requests) == 1
    way.server.will(said(WRONG, False), said(RIGHT, False))
    options: Any = {"output_parser": lambda book: book.title}
    assert way.ask(response_model=Book, validation_retries=1, **options) == "DUNE"
