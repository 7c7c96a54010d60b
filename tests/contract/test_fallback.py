"""`fallback` from each provider to another, and from another to each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

from mirascope import llm
from mirascope.retries import FallbackError, fallback
from tests.server import Answer, Call, Fault

from .row import Row
from .way import Way, make_prompt, recommend

BAD = Answer(fault=Fault(status=400))
GOOD = Answer(text=("at", " last"))
ELSEWHERE = {"catch": Exception, "provider": "groq", "model": "llama"}


class Book(BaseModel):
    title: str
    author: str


BOOK = '{"title": "Dune", "author": "Frank Herbert"}'


def guarded(way: Way, rule: Callable[[Any], Any], **options: Any) -> Any:
    """Make a call of the row's provider that has fallbacks."""
    return rule(way.call(**options)(make_prompt(recommend, way.is_async)))


def error_of(row: Row, status: int) -> Any:
    return row.sdk.find(row.sdk.errors[status])


def test_another_provider_answers_where_one_fails(agnostic: Way, row: Row) -> None:
    way = agnostic
    way.server.will(BAD, GOOD)
    decorated = guarded(way, fallback(error_of(row, 400), [ELSEWHERE]))
    response = way.get(decorated())
    assert response.provider == "groq"
    assert response.content == "at last"
    [caught] = response._caught
    assert isinstance(caught, error_of(row, 400))
    assert way.server.last.path.startswith("/openai")


def test_each_provider_can_be_fallen_back_to(agnostic: Way, row: Row) -> None:
    way = agnostic
    client = {"client": way.client()} if row.sdk.needs_client else {}
    entry = {"catch": Exception, "provider": row.provider, "model": row.model, **client}
    call = llm.call("groq", "llama", call_params={"temperature": 0.5})
    prompt = make_prompt(recommend, way.is_async)
    way.server.will(BAD, GOOD)
    response = way.get(fallback(Exception, [entry])(call(prompt))())
    assert response.provider == row.provider
    assert response.content == "at last"
    assert way.server.last.path == row.wire.path
    if "temperature" not in row.lacks:
        assert way.server.last.common["temperature"] == 0.5


def test_a_stream_that_cannot_be_opened_is_another_providers(
    agnostic: Way, row: Row
) -> None:
    way = agnostic
    way.server.will(BAD, GOOD)
    decorated = guarded(way, fallback(error_of(row, 400), [ELSEWHERE]), stream=True)
    stream = way.get(decorated())
    assert way.server.requests == []
    assert isinstance(stream, llm.Stream)
    chunks = [chunk for chunk, _ in way.collect(stream)]
    assert "".join(chunk.content for chunk in chunks) == "at last"
    assert not any(chunk.restarted for chunk in chunks)
    assert stream.provider == "groq"
    assert len(stream._caught) == 1
    assert len(way.server.requests) == 2
    again = [chunk for chunk, _ in way.collect(stream)]
    assert [one.content for one in again] == [one.content for one in chunks]
    assert len(way.server.requests) == 2


CUT = Fault(break_after=4)


def test_a_stream_that_is_cut_begins_again_if_told_to(agnostic: Way) -> None:
    begins_again(agnostic, CUT)


@pytest.mark.needs("error_events")
def test_a_stream_that_reports_an_error_begins_again_if_told_to(agnostic: Way) -> None:
    begins_again(agnostic, Fault(error_event=True))


def begins_again(way: Way, fault: Fault) -> None:
    way.server.will(Answer(text=("one", " two", " three"), fault=fault), GOOD)
    rule = fallback(Exception, [ELSEWHERE], restart_streams=True)
    stream = way.get(guarded(way, rule, stream=True)())
    chunks = [chunk for chunk, _ in way.collect(stream)]
    [at] = [n for n, chunk in enumerate(chunks) if chunk.restarted]
    text = [chunk.content for chunk in chunks]
    assert at > 0
    assert text[at] == ""
    assert "".join(text[at:]) == stream.content == "at last"
    assert stream.restarted
    assert [chunk.content for chunk, _ in way.collect(stream)] == text


def test_a_stream_that_breaks_off_is_not_begun_again_by_itself(
    agnostic: Way, row: Row
) -> None:
    way = agnostic
    way.server.will(Answer(fault=CUT), GOOD)
    stream = way.get(guarded(way, fallback(Exception, [ELSEWHERE]), stream=True)())
    items, error = way.collect_until_error(stream)
    assert items
    assert not isinstance(error, FallbackError)
    assert len(way.server.requests) == 1


def test_a_response_model_is_another_providers(agnostic: Way, row: Row) -> None:
    way = agnostic
    way.server.will(BAD, Answer(calls=(Call(name="Book", arguments=BOOK),)))
    rule = fallback(error_of(row, 400), [ELSEWHERE])
    book = way.get(guarded(way, rule, response_model=Book)())
    assert book == Book(title="Dune", author="Frank Herbert")
    assert book._response.provider == "groq"
    assert len(book._caught) == 1


@pytest.mark.parametrize("restart", [False, True])
def test_a_streamed_response_model_is_another_providers(
    agnostic: Way, row: Row, restart: bool
) -> None:
    way = agnostic
    call = Call(name="Book", arguments=BOOK, cuts=(1, 15, 30))
    broken = Answer(calls=(call,), fault=CUT) if restart else BAD
    way.server.will(broken, Answer(calls=(call,)))
    rule = fallback(Exception, [ELSEWHERE], restart_streams=restart)
    stream = way.get(guarded(way, rule, response_model=Book, stream=True)())
    values = way.collect(stream)
    assert values[-1] == Book(title="Dune", author="Frank Herbert")
    assert stream.constructed_response_model == values[-1]
    assert stream.stream.provider == "groq"
    assert len(way.server.requests) == 2
    assert way.collect(stream) == values
    assert len(way.server.requests) == 2


def test_everything_failed(agnostic: Way, row: Row) -> None:
    way = agnostic
    way.server.will(BAD)
    decorated = guarded(way, fallback(Exception, [ELSEWHERE]))
    with pytest.raises(FallbackError) as failed:
        way.get(decorated())
    first, last = failed.value.errors
    assert isinstance(first, error_of(row, 400))
    assert failed.value.__cause__ is last
