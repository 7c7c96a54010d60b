"""What counts as an answer, and what is an error though the status is good."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from mirascope import llm
from mirascope.exceptions import (
    BrokenStreamError,
    NoAnswerError,
    OutputError,
    TruncatedError,
)
from tests.blame import is_typed
from tests.server import Answer, Call, Fault, Server

from .way import Way

ERROR = b'{"error": {"message": "overloaded upstream", "code": 502}}'
PAGE = b"<html>\n<body>Please log in</body>\n</html>"
BODIES = {
    "an error": ERROR,
    "an empty object": b"{}",
    "null": b"null",
    "a list": b"[]",
    "a string": b'"x"',
    "a page": PAGE,
}
BLIND = frozenset({"bedrock", "google", "gemini", "vertex"})
"""The rows whose SDK does not hand out the error in a body."""
BYTES = "raw_streams"
"""What rows have whose SDK hands out the bytes of a stream."""
PIECES = ("one ", "two ", "three ", "four ", "five")
FIND = Call(name="find", arguments='{"title": "The Name of the Wind"}')


class Anything(BaseModel):
    """A model that nothing at all fits."""

    title: str | None = None


def find(title: str, year: int = 0) -> str:
    """Find a book."""
    return title


def page(body: bytes) -> Answer:
    kind = "text/html" if body is PAGE else None
    return Answer(fault=Fault(body=body, kind=kind))


@pytest.mark.parametrize("model", [None, Anything], ids=["text", "model"])
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_body_without_an_answer_is_an_error(
    way: Way, body: bytes, model: Any
) -> None:
    way.server.will(page(body))
    options = {} if model is None else {"response_model": model}
    with pytest.raises(Exception) as caught:  # noqa: PT011  an SDK may have its own
        way.ask(**options)
    error = caught.value
    assert is_typed(error), error
    if isinstance(error, NoAnswerError):
        response: Any = error.response
        assert type(response) is way.response_class
        assert way.text(response.messages[0])
        assert isinstance(error, ValueError)
        if body is ERROR and way.row.id not in BLIND:
            assert "overloaded upstream" in str(error)


@pytest.mark.parametrize("model", [None, Anything], ids=["text", "model"])
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_body_without_an_event_is_an_error(
    way: Way, body: bytes, model: Any, request: pytest.FixtureRequest
) -> None:
    way.server.will(page(body))
    options = {} if model is None else {"response_model": model}
    stream = way.stream(**options)
    items, error = way.collect_until_error(stream)
    assert model is None or items == []
    assert getattr(stream, "content", "") == ""
    assert is_typed(error), error
    if BYTES in way.row.has:
        assert type(error) is BrokenStreamError
    if BYTES in way.row.has and not request.config.getoption("--no-raw"):
        assert body.decode().split("\n")[0][:9] in str(error)
    if isinstance(error, BrokenStreamError):
        assert isinstance(error, NoAnswerError)
        assert isinstance(error, TruncatedError)


@pytest.mark.needs("raw_streams")
def test_a_stream_of_an_odd_content_type_is_read(way: Way) -> None:
    for kind in ("application/json", "text/plain", "text/html", ""):
        way.server.will(Answer(fault=Fault(kind=kind or "x")))
        stream = way.stream()
        way.collect(stream)
        assert stream.content == "Hello wörld"
        assert stream.finish_reasons == way.finished("stop")


@pytest.mark.parametrize("after", [1, 2, 4])
def test_a_stream_that_ends_early_keeps_what_had_arrived(way: Way, after: int) -> None:
    if "no_finish" in way.row.lacks:
        pytest.skip("the SDK makes up a reason")
    way.server.will(Answer(text=PIECES, fault=Fault(end_early=after)))
    stream = way.stream()
    pairs, error = way.collect_until_error(stream)
    assert isinstance(error, TruncatedError)
    if pairs:
        assert error.response is stream
        assert (type(error) is TruncatedError) or not stream.content
        assert "".join(c.content for c, _ in pairs) == stream.content
        assert not stream.finish_reasons
        rebuilt = stream.construct_call_response()
        assert rebuilt.content == stream.content
        assert not rebuilt.finish_reasons


@pytest.mark.parametrize("partial", [False, True])
def test_a_call_that_was_cut_off_is_no_call(way: Way, partial: bool) -> None:
    if "no_finish" in way.row.lacks:
        pytest.skip("the SDK makes up a reason")
    answer = Answer(text="", calls=(FIND,), no_finish=True)
    cut = Fault(changes=lambda events: cut_in_call(events))
    way.server.will(Answer(text="", calls=(FIND,), fault=cut))
    stream = way.stream(tools=[find], stream={"partial_tools": partial})
    pairs, error = way.collect_until_error(stream)
    assert isinstance(error, TruncatedError), answer
    whole = [tool for _, tool in pairs if tool is not None and tool.delta is None]
    assert whole == []
    if pairs:
        assert not stream.construct_call_response().tools


def cut_in_call(events: list[bytes]) -> list[bytes]:
    """Leave out everything from the last piece of the arguments on."""
    last = max(n for n, event in enumerate(events) if b"Wind" in event)
    return events[:last]


@pytest.mark.parametrize("json_mode", [False, True], ids=["tool", "json"])
def test_a_streamed_value_needs_a_complete_stream(way: Way, json_mode: bool) -> None:
    if "no_finish" in way.row.lacks:
        pytest.skip("the SDK makes up a reason")
    text = '{"title": "Dune"}'
    call = Call(name="Anything", arguments=text)
    answer = Answer(text="", calls=(call,), no_finish=True)
    if json_mode:
        answer = Answer(text=(text,), no_finish=True)
    way.server.will(answer)
    stream = way.stream(response_model=Anything, json_mode=json_mode)
    items, error = way.collect_until_error(stream)
    assert type(error) is TruncatedError
    assert items[-1].title == "Dune"
    assert not hasattr(stream, "constructed_response_model")
    assert type(error.response) is way.response_class


@pytest.mark.needs("choices")
def test_an_answer_whose_reason_is_an_error_says_so(way: Way) -> None:
    for finish, common in (("error", ["error"]), ("stop", ["stop"])):
        way.server.will(Answer(text="", finish=finish))
        response = way.ask()
        assert response.content == ""
        words = common if way.layer == "llm" else [finish]
        assert response.finish_reasons == words
        assert response.common_finish_reasons == common
        stream = way.stream()
        way.collect(stream)
        assert stream.finish_reasons == words
    way.server.will(Answer(text="", finish="error"))
    with pytest.raises(OutputError, match="error"):
        way.ask(response_model=Anything, json_mode=True)


def test_answers_of_nothing_but_a_reason_are_answers(way: Way) -> None:
    for finish in ("stop", "length"):
        way.server.will(Answer(text="", finish=finish))
        response = way.ask()
        assert response.content == ""
        assert response.finish_reasons == way.finished(finish)
        stream = way.stream()
        way.collect(stream)
        assert stream.content == ""
        assert stream.finish_reasons == way.finished(finish)


def test_an_error_of_a_property_is_not_hidden(neutral: Way) -> None:
    class Response(llm.CallResponse):
        @property
        def words(self) -> int:
            raise AttributeError("the dictionary is missing")

    made: Any = Response
    response = made(neutral.ask()._response)
    with pytest.raises(AttributeError, match="the dictionary is missing"):
        response.words  # noqa: B018
    with pytest.raises(AttributeError, match=r"CallResponse.*has no 'unheard_of'"):
        neutral.ask().unheard_of  # noqa: B018


@pytest.mark.parametrize("said", [True, False])
def test_a_service_may_have_no_finish_reasons(server: Server, said: bool) -> None:
    name = f"without-reasons-{said}"
    url = server.url + "/other/v1"
    llm.register_provider(name, base_url=url, api_key="k", finish_reasons=said)

    @llm.call(name, "m", stream=True)
    def ask() -> str:
        return "hi"

    server.will(Answer(text=PIECES, no_finish=True))
    stream = ask()
    if said:
        with pytest.raises(TruncatedError):
            list(stream)
    else:
        list(stream)
    assert stream.content == "".join(PIECES)
    assert stream.finish_reasons is None


def test_an_error_without_the_name_of_its_event_is_the_sdks_own(server: Server) -> None:
    anthropic = pytest.importorskip("anthropic")

    def unnamed(events: list[bytes]) -> list[bytes]:
        return [event.replace(b"event: error\n", b"") for event in events]

    server.will(Answer(fault=Fault(error_event=True, changes=unnamed)))

    @llm.call("anthropic", "claude-sonnet-4-6", stream=True)
    def ask() -> str:
        return "hi"

    # Where the SDK's objects are read, it passes the error over.
    with pytest.raises((anthropic.APIError, TruncatedError)):
        list(ask())
