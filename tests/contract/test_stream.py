"""How a stream behaves: when it sends, what it keeps, how it ends."""

from __future__ import annotations

import gc
import threading
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mirascope.core import Messages
from mirascope.exceptions import TruncatedError
from tests.server import Answer, Fault, Server, Usage

from .way import Way

PIECES = ("one ", "two ", "three ", "four")
ANSWER = Answer(text=PIECES)


def texts(pairs: list[Any]) -> list[str]:
    return [chunk.content for chunk, _ in pairs if chunk.content]


def test_nothing_is_sent_before_the_first_iteration(way: Way) -> None:
    stream = way.stream()
    assert way.server.requests == []
    way.collect(stream, limit=1)
    assert len(way.server.requests) == 1


def test_the_request_is_known_before_it_is_sent(way: Way) -> None:
    stream = way.stream(call_params={"max_tokens": 3})
    assert stream.call_kwargs[way.row.sdk.model_key] == way.row.model
    assert way.text(stream.messages[0]) == "Recommend a fantasy book"
    assert way.text(stream.user_message_param) == "Recommend a fantasy book"
    assert stream.provider == way.row.provider
    assert stream.model == way.row.model
    assert stream.content == ""
    assert stream.cost is None
    assert (stream.start_time, stream.end_time) == (0, 0)


def test_nothing_can_be_rebuilt_from_nothing(way: Way) -> None:
    stream = way.stream()
    with pytest.raises(ValueError, match="iterate"):
        stream.construct_call_response()
    with pytest.raises(AttributeError, match="iterate"):
        _ = stream.message_param


def test_a_stream_is_an_iterable_and_not_an_iterator(way: Way) -> None:
    stream = way.stream()
    with pytest.raises(TypeError):
        next(stream)


def test_the_wrong_protocol_is_refused_before_any_request(way: Way) -> None:
    stream = way.stream()
    other = _aiterate(stream) if not way.is_async else None
    with pytest.raises(AssertionError, match="async for" if way.is_async else "`for`"):
        list(stream) if other is None else way.runner.run(other)
    assert way.server.requests == []


async def _aiterate(stream: Any) -> None:
    async for _ in stream:
        pass


def test_every_piece_arrives_once_and_in_order(way: Way) -> None:
    way.server.will(ANSWER)
    stream = way.stream()
    pairs = way.collect(stream)
    assert texts(pairs) == list(PIECES)
    assert all(tool is None for _, tool in pairs)
    assert stream.content == "".join(PIECES)


def test_the_state_grows_with_the_iteration(way: Way) -> None:
    way.server.will(ANSWER)
    stream = way.stream()
    seen: list[tuple[str, str]] = []
    told = ""

    def look(chunk: Any) -> None:
        nonlocal told
        told += chunk.content
        seen.append((stream.content, told))

    if way.is_async:

        async def iterate() -> None:
            async for chunk, _ in stream:
                look(chunk)

        way.runner.run(iterate())
    else:
        for chunk, _ in stream:
            look(chunk)
    assert all(content == so_far for content, so_far in seen)
    assert (stream.input_tokens, stream.output_tokens) == (10, 3)
    assert stream.cached_tokens == 4
    assert stream.finish_reasons == way.finished("stop")
    assert stream.id == "answer-1"
    assert stream.model == way.row.model


def test_both_times_are_set(way: Way) -> None:
    stream = way.stream()
    way.collect(stream)
    assert 1e12 < stream.start_time <= stream.end_time
    response = stream.construct_call_response()
    assert response.start_time == stream.start_time
    assert response.end_time == stream.end_time


def test_a_second_iteration_replays_without_a_request(way: Way) -> None:
    stream = way.stream()
    first = way.collect(stream)
    second = way.collect(stream)
    assert len(way.server.requests) == 1
    assert [str(chunk) for chunk, _ in second] == [str(chunk) for chunk, _ in first]
    assert len(second) == len(first)
    assert stream.content == "Hello wörld"
    assert stream.construct_call_response().content == "Hello wörld"


def test_a_stream_left_early_keeps_what_had_arrived(way: Way) -> None:
    way.server.will(ANSWER)
    stream = way.stream()
    arrived = "".join(texts(way.collect(stream, limit=3)))
    assert arrived
    assert arrived != "".join(PIECES)
    response = stream.construct_call_response()
    assert type(response) is way.response_class
    assert response.content == stream.content == arrived
    assert way.text(stream.message_param) == arrived
    assert way.text(response.message_param) == arrived


@pytest.mark.parametrize("how", ["break", "with", "close"])
def test_leaving_early_ends_the_answer_at_the_service(way: Way, how: str) -> None:
    gate = threading.Event()
    way.server.will(Answer(text=PIECES, fault=Fault(hold=gate, hold_after=3)))
    stream = way.stream()
    try:
        if way.is_async:
            way.runner.run(_aleave(stream, how))
        else:
            _leave(stream, how)
        way.settle()  # while the rest is held back: it sees that nobody waits
    finally:
        gate.set()
    assert way.server.left == 1, "the connection was still open"
    assert stream.end_time >= stream.start_time > 0
    assert stream.construct_call_response().content == stream.content


def _leave(stream: Any, how: str) -> None:
    if how == "with":
        with stream:
            next(iter(stream))
        return
    for _ in stream:
        break
    if how == "close":
        stream.close()


async def _aleave(stream: Any, how: str) -> None:
    if how == "with":
        async with stream:
            async for _ in stream:
                break
        return
    async for _ in stream:
        break
    if how == "close":
        await stream.aclose()


def test_a_service_that_sends_no_ids_can_be_left_early(way: Way) -> None:
    if "id" in way.row.sdk.insists:
        pytest.skip("the SDK refuses an answer without")
    way.server.will(Answer(text=PIECES, id=None, model="the-real-model"))
    stream = way.stream()
    assert "".join(texts(way.collect(stream, limit=3))) == stream.content
    unnamed = "asked_model" in way.row.has
    assert stream.model == (way.row.model if unnamed else "the-real-model")
    assert stream.construct_call_response().content == stream.content
    assert way.text(stream.message_param) == stream.content


def test_stream_and_request_are_independent_of_each_other(way: Way) -> None:
    way.server.will(lambda request: Answer(text=request.messages[0]["content"]))
    words = iter(["first", "second"])
    decorated = way.decorate(lambda _: next(words), stream=True)
    one, two = way.get(decorated()), way.get(decorated())
    assert texts(way.collect(two)) == ["second"]
    assert texts(way.collect(one)) == ["first"]
    assert (one.content, two.content) == ("first", "second")


@pytest.mark.parametrize("size", [1, 5, 17])
def test_where_the_bytes_are_cut_makes_no_difference(way: Way, size: int) -> None:
    way.server.will(Answer(text=("wör", "ld ☃"), cut=size))
    stream = way.stream()
    assert texts(way.collect(stream)) == ["wör", "ld ☃"]
    assert stream.construct_call_response().finish_reasons == way.finished("stop")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(pieces=st.lists(st.text(min_size=1), min_size=1, max_size=5), data=st.data())
def test_any_text_in_any_pieces_arrives_whole(
    neutral: Way, server: Server, pieces: list[str], data: st.DataObject
) -> None:
    way = neutral
    pieces = [piece.encode("utf-8", "replace").decode() for piece in pieces]
    server.will(
        Answer(
            text=tuple(pieces),
            cut=data.draw(st.integers(1, 200)),
            empty_event=data.draw(st.booleans()),
            finish_with_last=data.draw(st.booleans()),
            usage_everywhere=data.draw(st.booleans()),
            unknown=data.draw(st.booleans()),
        )
    )
    stream = way.stream(**way.own_client)
    assert texts(way.collect(stream)) == pieces
    response = stream.construct_call_response()
    assert response.content == "".join(pieces)
    assert response.finish_reasons == way.finished("stop")
    assert (response.input_tokens, response.output_tokens) == (10, 3)


def test_an_empty_choices_chunk_does_no_harm(way: Way) -> None:
    way.server.will(Answer(empty_event=True))
    stream = way.stream()
    assert "".join(texts(way.collect(stream))) == "Hello wörld"


def test_the_usage_chunk_takes_nothing_back(way: Way) -> None:
    way.server.will(Answer(finish="length"))
    stream = way.stream()
    way.collect(stream)
    assert stream.finish_reasons == way.finished("length")
    assert stream.construct_call_response().finish_reasons == way.finished("length")


def test_a_stream_that_ends_without_a_reason_was_cut_off(way: Way) -> None:
    if "no_finish" in way.row.lacks:
        pytest.skip("the SDK makes up a reason, or takes such an end for an error")
    way.server.will(Answer(no_finish=True, usage=None))
    stream = way.stream()
    with pytest.raises(TruncatedError) as caught:
        way.collect(stream)
    assert caught.value.response is stream
    assert stream.content == "Hello wörld"
    assert not stream.finish_reasons
    assert stream.construct_call_response().content == "Hello wörld"


def test_a_stream_that_breaks_off_raises_and_keeps_what_had_arrived(way: Way) -> None:
    way.server.will(Answer(text=PIECES, fault=Fault(break_after=4)))
    stream = way.stream()
    with pytest.raises(Exception) as caught:  # noqa: PT011  the SDK's own
        way.collect(stream)
    assert type(caught.value).__module__.partition(".")[0] in (
        way.row.sdk.name.partition(".")[0],
        *way.row.sdk.transports,
    )
    assert stream.content
    assert "".join(PIECES).startswith(stream.content)
    assert stream.construct_call_response().content == stream.content
    assert stream.end_time >= stream.start_time > 0


@pytest.mark.needs("error_events")
def test_an_error_event_is_the_sdks_error(way: Way) -> None:
    way.server.will(Answer(text=PIECES, fault=Fault(error_event=True)))
    stream = way.stream()
    with pytest.raises(way.row.sdk.find(way.row.sdk.broken), match="broke down"):
        way.collect(stream)
    assert stream.content == "".join(PIECES)


def test_a_history_can_be_continued_from_a_stream(way: Way) -> None:
    stream = way.stream()
    way.collect(stream)
    history = [stream.user_message_param, stream.message_param]
    way.ask(lambda _: [*history, Messages.User("go on")])
    assert way.server.last.messages == [
        {"role": "user", "content": "Recommend a fantasy book"},
        {"role": "assistant", "content": "Hello wörld"},
        {"role": "user", "content": "go on"},
    ]


def test_streams_that_are_never_iterated_leave_nothing_behind(neutral: Way) -> None:
    for _ in range(3):
        neutral.stream()
    gc.collect()
    assert neutral.server.requests == []


def test_a_cost_is_known_only_at_the_end(way: Way) -> None:
    way.server.will(Answer(usage=Usage(input=1000, output=1000, cached=0)))
    stream = way.stream()
    assert stream.cost is None
    way.collect(stream)
    assert stream.cost == stream.construct_call_response().cost
    assert (stream.cost is not None) == ("price" in way.row.has)
