"""What an answer says, whole and streamed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mirascope.core import BaseMessageParam
from mirascope.core.base import Usage
from tests.internals import as_dict, as_mapping
from tests.server import Answer, Audio
from tests.server import Usage as Tokens

from .way import Way

ANSWER = Answer(text=("Hel", "lo wörl", "d"), id="answer-7", usage=Tokens())


def both(way: Way, answer: Answer = ANSWER, **options: Any) -> tuple[Any, Any]:
    """Get the same answer whole, and rebuilt from a stream."""
    way.server.will(answer)
    whole = way.ask(**options)
    stream = way.stream(**options)
    way.collect(stream)
    return whole, stream.construct_call_response()


def test_the_classes_are_the_documented_ones(way: Way) -> None:
    whole, rebuilt = both(way)
    assert type(whole) is type(rebuilt) is way.response_class
    stream = way.stream()
    assert type(stream) is way.stream_class
    assert {type(chunk) for chunk, _ in way.collect(stream)} == {way.chunk_class}


def test_whole_and_streamed_answers_say_the_same(way: Way) -> None:
    for response in both(way):
        assert response.content == str(response) == "Hello wörld"
        assert response.finish_reasons == way.finished("stop")
        assert response.model == way.row.model
        assert response.id == "answer-7"
        assert response.provider == way.row.provider
        assert (response.input_tokens, response.output_tokens) == (10, 3)
        assert response.cached_tokens == 4
        assert response.usage is not None
        assert response.tools is None
        assert response.tool is None


def test_the_request_is_kept_beside_the_answer(way: Way) -> None:
    params = {"max_tokens": 5}
    for response in both(way, call_params=params):
        assert response.call_params == params
        assert response.call_kwargs[way.row.sdk.model_key] == way.row.model
        assert way.server.last.common["max_tokens"] == 5
        assert len(response.call_kwargs[way.row.sdk.messages_key]) == 1
        assert response.fn_args == {"genre": "fantasy"}
        assert response.prompt_template is None
        assert response.tool_types is None
        assert response.metadata == {}
        assert response.start_time <= response.end_time
        assert response.start_time > 1e12


def test_messages_are_native_in_core_and_common_in_llm(way: Way) -> None:
    user = BaseMessageParam(role="user", content="Recommend a fantasy book")
    assistant = BaseMessageParam(role="assistant", content="Hello wörld")
    for response in both(way):
        if way.layer == "core":
            assert response.common_messages == [user]
            assert response.common_user_message_param == user
            assert response.common_message_param == assistant
            assert response.messages == [way.native("user", user.content)]
            assert response.user_message_param == response.messages[0]
            assert way.text(response.message_param) == assistant.content
        else:
            assert response.messages == response.common_messages == [user]
            assert response.user_message_param == user
            assert response.message_param == assistant


def test_usage_has_a_common_form(way: Way) -> None:
    usage = Usage(input_tokens=10, cached_tokens=4, output_tokens=3, total_tokens=13)
    for response in both(way):
        common = response.common_usage if way.layer == "core" else response.usage
        assert common == usage


@pytest.mark.parametrize(
    ("finish", "common"),
    [
        ("stop", ["stop"]),
        ("length", ["length"]),
        ("content_filter", ["content_filter"]),
        ("tool_calls", ["tool_calls"]),
        ("function_call", ["tool_calls"]),
        ("a_new_reason", None),
    ],
)
def test_finish_reasons_are_native_in_core_and_common_in_llm(
    way: Way, finish: str, common: list[str] | None
) -> None:
    words = way.row.wire.words
    if finish != "stop" and words.get(finish, finish) == words.get("stop"):
        pytest.skip("the service ends both with the same word")
    if words and finish == "function_call":
        pytest.skip("a word of chat completions")
    if finish in way.row.lacks:
        pytest.skip("the SDK warns of reasons that it does not know")
    for response in both(way, Answer(finish=finish)):
        if way.layer == "core":
            assert response.finish_reasons == way.finished(finish)
            assert response.common_finish_reasons == common
        else:
            assert response.finish_reasons == common


def test_no_usage_is_none_and_not_zero(way: Way) -> None:
    if "usage" in way.row.sdk.insists:
        pytest.skip("the SDK refuses an answer without")
    for response in both(way, Answer(usage=None)):
        assert response.input_tokens is None
        assert response.output_tokens is None
        assert response.cached_tokens is None
        assert response.usage is None
        assert response.cost is None


def test_usage_without_details_leaves_the_cached_part_unknown(way: Way) -> None:
    for response in both(way, Answer(usage=Tokens(cached=None))):
        assert (response.input_tokens, response.output_tokens) == (10, 3)
        assert not response.cached_tokens


def test_totals_on_every_chunk_are_not_added_up(way: Way) -> None:
    _, rebuilt = both(way, Answer(usage=Tokens(), usage_everywhere=True))
    assert (rebuilt.input_tokens, rebuilt.output_tokens) == (10, 3)


def test_a_count_that_is_left_out_takes_nothing_back(way: Way) -> None:
    way.server.will(Answer(usage=Tokens(), usage_everywhere=True, usage_thins=True))
    stream = way.stream()
    way.collect(stream)
    assert (stream.input_tokens, stream.cached_tokens) == (10, 4)
    assert stream.construct_call_response().cached_tokens == 4


@pytest.mark.parametrize("zeros", ["early", "late"])
def test_a_zero_takes_no_count_back(way: Way, zeros: Any) -> None:
    counts = Tokens(input=23, output=20, cached=None)
    way.server.will(Answer(usage=counts, usage_everywhere=True, usage_zeros=zeros))
    stream = way.stream()
    seen = [chunk.output_tokens for chunk, _ in way.collect(stream)]
    if 20 not in seen:
        pytest.skip("the service says it only once, or not before the end")
    assert (stream.input_tokens, stream.output_tokens) == (23, 20)
    rebuilt = stream.construct_call_response()
    assert (rebuilt.input_tokens, rebuilt.output_tokens) == (23, 20)
    assert rebuilt.cost == stream.cost


def test_an_answer_without_text_is_empty(way: Way) -> None:
    for response in both(way, Answer(text="")):
        assert response.content == ""
        assert response.tools is None
        assert response.message_param is not None


@pytest.mark.needs("choices")
def test_the_first_of_several_choices_is_the_answer(way: Way) -> None:
    whole, rebuilt = both(way, Answer(others=("second", "third")))
    for response in (whole, rebuilt):
        assert response.content == "Hello wörld"
        assert way.text(response.message_param) == "Hello wörld"
    assert whole.finish_reasons == ["stop"] * 3
    assert rebuilt.finish_reasons == ["stop", "length", "length"]
    for response in (whole, rebuilt):
        choices = [as_dict(choice) for choice in response.response.choices]
        assert [choice["index"] for choice in choices] == [0, 1, 2]
        texts = [choice["message"]["content"] for choice in choices]
        assert texts == ["Hello wörld", "second", "third"]


@pytest.mark.needs("choices")
def test_a_stream_gives_the_reason_of_each_choice(way: Way) -> None:
    way.server.will(Answer(others=("second", "third")))
    stream = way.stream()
    way.collect(stream)
    rebuilt = stream.construct_call_response()
    assert stream.finish_reasons == rebuilt.finish_reasons
    assert stream.finish_reasons == ["stop", "length", "length"]


def test_a_response_of_half_a_stream_stays_as_it_was(sync_way: Way) -> None:
    sync_way.server.will(Answer(thinking=("Hm, ", "well"), text=("Hel", "lo")))
    stream = sync_way.stream()
    early: list[Any] = []
    contents: list[str] = []
    for _ in stream:
        early.append(stream.construct_call_response())
        contents.append(stream.content)
    # The SDK's object is made now that it is looked at.
    assert not any("response" in vars(one) for one in early)
    assert [one.content for one in early] == contents
    assert all(one.response is one.response for one in early)
    assert all(one.message_param is not None for one in early)


@pytest.mark.needs("choices")
def test_a_whole_answer_without_choices_is_empty(way: Way) -> None:
    way.server.will(Answer(no_choices=True))
    response = way.ask()
    assert response.content == ""
    assert not response.finish_reasons
    assert response.tools is None
    assert response.message_param is not None
    assert repr(response)
    assert json.loads(response.model_dump_json())["content"] == ""


def test_unknown_fields_and_events_do_no_harm(way: Way) -> None:
    for response in both(way, Answer(unknown=True)):
        assert response.content == "Hello wörld"
        assert response.finish_reasons == way.finished("stop")
    if "chat" in way.row.has:
        way.server.will(Answer(unknown=True))
        assert as_mapping(way.ask().response)["brand_new"] == "x"


@pytest.mark.needs("thinking")
def test_reasoning_is_kept_apart_from_the_text(way: Way) -> None:
    answer = Answer(thinking=("Let me ", "think."), text="42")
    for response in both(way, answer):
        assert response.content == "42"
        assert response.thinking == "Let me think."
    stream = way.stream()
    chunks = [chunk for chunk, _ in way.collect(stream)]
    assert "".join(chunk.thinking for chunk in chunks) == "Let me think."
    assert stream.thinking == "Let me think."


@pytest.mark.needs("refusal")
def test_a_refusal_is_told_apart_from_an_answer(way: Way) -> None:
    for response in both(way, Answer(refusal="I will not.")):
        assert response.content == ""
        assert response.refusal == "I will not."


@pytest.mark.needs("audio")
def test_spoken_answers_are_collected(way: Way) -> None:
    answer = Answer(text="", audio=Audio())
    params = {"modalities": ["text", "audio"], "audio": {"voice": "a", "format": "wav"}}
    for response in both(way, answer, call_params=params):
        assert response.audio == Audio().data
        assert response.audio_transcript == Audio().transcript
        assert response.content == ""
    way.server.will(answer)
    stream = way.stream(call_params=params)
    chunks = [chunk for chunk, _ in way.collect(stream)]
    assert b"".join(chunk.audio or b"" for chunk in chunks) == Audio().data
    texts = [chunk.audio_transcript or "" for chunk in chunks]
    assert "".join(texts) == Audio().transcript
    assert stream.audio_id == "audio_1"
    if way.layer == "core":
        whole, rebuilt = both(way, answer)
        assert whole.message_param["audio"] == {"id": "audio_1"}
        assert rebuilt.message_param["audio"] == {"id": "audio_1"}


def test_a_reply_can_be_sent_back_as_it_is(way: Way) -> None:
    for response in both(way):
        history = [*response.messages, response.message_param]
        way.ask(lambda _, history=history: [*history, *history[:1]])
        sent = way.server.last.messages
        assert sent[1] == {"role": "assistant", "content": "Hello wörld"}


def test_the_native_object_is_reachable(way: Way) -> None:
    for response in both(way):
        assert "Hello wörld" in repr(response.response)
        name = way.row.sdk.response_type
        assert type(response.response).__name__ == name or not name


def test_chunks_carry_what_the_service_sent(way: Way) -> None:
    way.server.will(ANSWER)
    chunks = [chunk for chunk, _ in way.collect(way.stream())]
    assert "".join(map(str, chunks)) == "Hello wörld"
    assert {chunk.id for chunk in chunks} - {"", None} == {"answer-7"}
    reasons = [reason for chunk in chunks for reason in chunk.finish_reasons or ()]
    assert reasons == way.finished("stop")
    last = [chunk for chunk in chunks if chunk.output_tokens is not None][-1]
    assert (last.input_tokens, last.cached_tokens, last.output_tokens) == (10, 4, 3)
    name = way.row.sdk.chunk_type
    assert all(type(chunk.chunk).__name__ == name or not name for chunk in chunks)
    if way.layer == "llm":
        usage = Usage(
            input_tokens=10, cached_tokens=4, output_tokens=3, total_tokens=13
        )
        assert last.usage == usage
