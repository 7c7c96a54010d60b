"""Recorded answers come back from what was kept of them, and say the same."""

from __future__ import annotations

import json
from typing import Any
from warnings import catch_warnings, simplefilter

from mirascope import llm
from tests.internals import Binding
from tests.kept import Answer, Keep, codec_of, without_headers

from . import telling
from .recordings import Expected, Recording
from .sources.source import Source
from .test_recordings import (
    Way,
    clients,
    is_stream,
    is_whole,
    make_tools,
    of,
    replay,
    way,
)

__all__ = ["clients", "replay", "way"]  # fixtures


def rewritten(codec: Any, kept: bytes) -> None:
    """See that nothing is lost where it is kept once more."""
    again = codec.dump(codec.revive(kept))
    assert json.loads(again) == json.loads(kept)


def ended(source: Source, recording: Recording, expected: Expected) -> bool:
    return is_stream(source, recording, expected)


@of(is_whole)
def test_a_whole_answer(way: Way) -> None:
    expected = way.source.read(way.recording)
    tools = make_tools(expected)
    keep = Keep()
    with Binding(keep):
        first = way.ask(tools=tools)
    codec = codec_of(first)
    kept = codec.dump(keep.answer_)
    way.replay.reset()
    with Binding(Answer(codec, kept)):
        again = way.ask(tools=tools)
    assert not way.replay.requests
    compare(first, again)
    rewritten(codec, kept)


@of(ended)
def test_a_streamed_answer(way: Way) -> None:
    expected = way.source.read(way.recording)
    tools = make_tools(expected)
    keep = Keep()
    with Binding(keep):
        first = way.ask(stream=True, tools=tools)
    pairs = way.collect(first)
    codec = codec_of(first)
    kept = codec.dump(keep.answer_)
    with Binding(Answer(codec, kept)):
        again = way.ask(stream=True, tools=tools)
    way.replay.reset()
    repeated = way.collect(again)
    assert not way.replay.requests
    one = telling.stream_says(first, pairs, None)
    other = telling.stream_says(again, repeated, None)
    assert not telling.differences(without_headers(other), without_headers(one))
    rewritten(codec, kept)


def without_ids(told: Any) -> Any:
    """Leave out ids: an SDK makes up new ones where the service gave none."""
    if isinstance(told, dict):
        return {name: without_ids(one) for name, one in told.items() if name != "id"}
    if isinstance(told, list | tuple):
        return [without_ids(one) for one in told]
    return told


def compare(first: Any, again: Any) -> None:
    one, other = map(telling.response_says, (first, again))
    core = getattr(first, "_response", first)
    if any(call.id is None for call in core._reply.calls):
        one, other = map(without_ids, (one, other))
    assert not telling.differences(without_headers(other), without_headers(one))
    if isinstance(first, llm.CallResponse):
        first, again = first._response, again._response
    with catch_warnings():
        simplefilter("ignore")  # of blocks that the SDK does not know
        dumps = [without_headers(x.model_dump()) for x in (again, first)]
    for dump in dumps:
        dump["response"] = type(dump["response"])  # compared above
    assert dumps[0] == dumps[1]
