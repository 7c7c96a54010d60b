"""Streams are read from their bytes; nobody may notice but the clock."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server import Answer, Call, Fault, Server, Usage

from .row import Row
from .way import Way

RAW_HEADER = "x-stainless-raw-response"
SWITCH = "MIRASCOPE_RAW_RESPONSES"
CALLS = (
    Call(name="now", id="c1"),
    Call(name="find", arguments='{"title": "Wörld \\u2603"}', id="c2"),
)
ANSWERS = {
    "text": Answer(text=("Hel", "lo wörl", "d ☃")),
    "calls": Answer(text=("Let me ", "see."), calls=CALLS),
    "interleaved": Answer(text="", calls=CALLS, layout="interleaved"),
    "together": Answer(text="", calls=CALLS, layout="together"),
    "unknown": Answer(unknown=True, empty_event=True),
    "no end": Answer(no_finish=True, usage=None),
    "totals": Answer(usage=Usage(reasoning=2), usage_everywhere=True),
}
pytestmark = pytest.mark.needs("raw_streams")


def find(title: str) -> str:
    """Find a book."""
    return title


def now() -> str:
    """Tell the time."""
    return "noon"


def went_raw(server: Server) -> bool:
    return server.last.headers.get(RAW_HEADER) == "stream"


def told(way: Way, stream: Any) -> dict[str, Any]:
    """Collect everything that a stream says."""
    error = None
    pairs: list[Any] = []
    try:
        pairs = way.collect(stream)
    except Exception as caught:
        error = (type(caught), str(caught), type(caught.__cause__))
    replayed = way.collect(stream) if error is None else []
    native = [getattr(chunk, "chunk", None) for chunk, _ in pairs]
    said: dict[str, Any] = {
        "chunks": native,
        "replayed": [chunk.chunk for chunk, _ in replayed],
        "texts": [str(chunk) for chunk, _ in pairs],
        "replayed texts": [str(chunk) for chunk, _ in replayed],
        "thinking": [chunk.thinking for chunk, _ in pairs],
        "reasons": [chunk.finish_reasons for chunk, _ in pairs],
        "tokens": [
            (c.input_tokens, c.cached_tokens, c.output_tokens) for c, _ in pairs
        ],
        "tools": [(tool.args, tool.id, tool.delta) for _, tool in pairs if tool],
        "content": stream.content,
        "error": error,
    }
    if stream._begun and (stream.content or pairs):
        response = stream.construct_call_response()
        said["message"] = response.message_param
        said["usage"] = response.usage
        said["finish"] = response.finish_reasons
        said["id"] = (response.id, response.model)
    return said


def both(
    way: Way, answer: Answer, monkeypatch: pytest.MonkeyPatch, **options: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Read the same stream from its bytes, and with the SDK's objects."""
    way.server.will(answer)
    options = {"tools": [find, now], **options}
    raw = told(way, way.stream(**options))
    assert went_raw(way.server)
    with monkeypatch.context() as patch:
        patch.setenv(SWITCH, "0")
        ordinary = told(way, way.stream(**options))
        assert not went_raw(way.server)
    return raw, ordinary


@pytest.mark.parametrize("partial", [False, True])
@pytest.mark.parametrize("name", ANSWERS)
def test_both_paths_say_the_same(
    way: Way, name: str, partial: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {"stream": {"partial_tools": True}} if partial else {}
    raw, ordinary = both(way, ANSWERS[name], monkeypatch, **options)
    assert raw == ordinary
    assert raw["chunks"]
    assert raw["replayed"] == raw["chunks"]
    assert [type(c) for c in raw["chunks"]] == [type(c) for c in ordinary["chunks"]]


@settings(suppress_health_check=list(HealthCheck), max_examples=15)
@given(size=st.integers(1, 90), name=st.sampled_from(sorted(ANSWERS)))
def test_both_paths_say_the_same_however_the_bytes_are_cut(
    neutral: Way, size: int, name: str
) -> None:
    answer = copy.copy(ANSWERS[name])
    answer = Answer(**{**vars(answer), "cut": size})
    with pytest.MonkeyPatch.context() as patch:
        raw, ordinary = both(neutral, answer, patch, **neutral.own_client)
    assert raw == ordinary


FAULTS = {
    "an error event": Fault(error_event=True),
    "a connection that breaks": Fault(break_after=3),
    "an early end": Fault(end_early=3),
    "a status": Fault(status=429),
    "no answer": Fault(disconnect=True),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_both_paths_fail_alike(
    way: Way, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Answer(text=("one ", "two ", "three"), fault=fault)
    raw, ordinary = both(way, answer, monkeypatch, **way.own_client)
    assert raw == ordinary
    assert (raw["error"] is None) == (fault.end_early is not None)


def test_a_chunk_can_be_copied_pickled_and_dumped(way: Way) -> None:
    way.server.will(ANSWERS["text"])
    chunks = [chunk for chunk, _ in way.collect(way.stream())]
    for copied in (copy.deepcopy, lambda c: pickle.loads(pickle.dumps(c))):  # noqa: S301
        twins = [copied(chunk) for chunk in chunks]
        assert [twin.chunk for twin in twins] == [chunk.chunk for chunk in chunks]
        assert [str(twin) for twin in twins] == [str(chunk) for chunk in chunks]
    way.server.will(ANSWERS["text"])
    for chunk, _ in way.collect(way.stream()):
        assert "chunk" in chunk.model_dump()


def test_a_subclassed_client_takes_the_ordinary_path(
    row: Row, layer: str, make_way: Callable[..., Way]
) -> None:
    way = make_way(row, layer)
    with way.row.make_client(way.server) as stock:
        kind = type(stock)
        own = type("OwnClient", (kind,), {"__module__": "somewhere"})
    client = row.make_client_of(own, way.server)
    stream = way.stream(client=client)
    way.collect(stream)
    assert not went_raw(way.server)
    assert stream.content == "Hello wörld"
    client.close()


def test_a_wrapped_create_sees_every_stream(
    row: Row, layer: str, make_way: Callable[..., Way], monkeypatch: pytest.MonkeyPatch
) -> None:
    way = make_way(row, layer)
    client = way.client()
    resource = row.resource(client)
    create, seen = type(resource).create, []

    def wrapped(self: Any, *args: Any, **kwargs: Any) -> Any:
        seen.append(kwargs)
        return create(self, *args, **kwargs)

    monkeypatch.setattr(type(resource), "create", wrapped)
    stream = way.stream(client=client)
    way.collect(stream)
    assert len(seen) == 1
    assert stream.content == "Hello wörld"
    assert not went_raw(way.server)
