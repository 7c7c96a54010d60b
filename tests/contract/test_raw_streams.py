"""Streams are read from their bytes; nobody may notice but the clock."""

from __future__ import annotations

import asyncio
import copy
import pickle
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from mirascope.exceptions import TruncatedError
from tests.raw import switch_raw
from tests.server import Answer, Call, Fault, Server, Usage
from tests.wire import telling

from .row import Row
from .way import Way

RAW_HEADER = "x-stainless-raw-response"
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


class Book(BaseModel):
    """A book."""

    title: str
    pages: int
    tags: list[str] = []


@pytest.fixture(autouse=True)
def switch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the fast path be there, whichever one the other tests are run on."""
    switch_raw(monkeypatch, None)


def find(title: str) -> str:
    """Find a book."""
    return title


def now() -> str:
    """Tell the time."""
    return "noon"


def went_raw(server: Server) -> bool:
    return server.last.headers.get(RAW_HEADER) == "stream"


def told(way: Way, stream: Any) -> dict[str, Any]:
    """Collect everything that a stream says, the first time and the next."""
    content = telling.read(way, stream)
    if content["error"] is None:
        again = telling.read(way, stream)
        assert telling.differences(content["chunks"], again["chunks"]) == []
        assert telling.differences(content["tools"], again["tools"]) == []
    return content


def both(
    way: Way, *script: Any, read: Callable[..., Any] = told, **options: Any
) -> Any:
    """Read the same stream from its bytes, and with the SDK's objects.

    Returns:
        What it said, which is the same both times.
    """
    content: list[Any] = []
    requests: list[int] = []
    for value in ("1", "0"):
        way.server.will(*script)
        with pytest.MonkeyPatch.context() as patch:
            switch_raw(patch, value)
            content.append(read(way, way.stream(**options)))
        assert went_raw(way.server) == (value == "1")
        requests.append(len(way.server.requests))
    assert telling.differences(*content) == []
    assert requests[0] == requests[1]
    return content[0]


@pytest.mark.parametrize("partial", [False, True])
@pytest.mark.parametrize("name", ANSWERS)
def test_both_paths_say_the_same(way: Way, name: str, partial: bool) -> None:
    options = {"stream": {"partial_tools": True}} if partial else {}
    response = both(way, ANSWERS[name], tools=[find, now], **options)
    assert response["chunks"]
    assert (response["error"] is None) == (name != "no end")


@settings(suppress_health_check=list(HealthCheck), max_examples=15)
@given(size=st.integers(1, 90), name=st.sampled_from(sorted(ANSWERS)))
def test_both_paths_say_the_same_however_the_bytes_are_cut(
    neutral: Way, size: int, name: str
) -> None:
    both(neutral, replace(ANSWERS[name], cut=size), tools=[find, now])


FAULTS = {
    "an error event": Fault(error_event=True),
    "a connection that breaks": Fault(break_after=3),
    "an early end": Fault(end_early=3),
    "a status": Fault(status=429),
    "no answer": Fault(disconnect=True),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_both_paths_fail_alike(way: Way, fault: Fault) -> None:
    answer = Answer(text=("one ", "two ", "three"), fault=fault)
    response = both(way, answer, **way.own_client)
    cut = response["error"]["type"] is TruncatedError
    assert cut == (fault.end_early is not None)


BUSY = Answer(fault=Fault(status=503, headers={"retry-after-ms": "1"}))
AWAY = Answer(fault=Fault(disconnect=True))


@pytest.mark.parametrize("trouble", [BUSY, AWAY], ids=["busy", "away"])
@pytest.mark.parametrize("times", [1, 2])
def test_both_paths_ask_again_alike(agnostic: Way, trouble: Answer, times: int) -> None:
    if trouble is AWAY and (times > 1 or agnostic.row.twin):
        pytest.skip("the SDKs wait long before they ask again")
    client = agnostic.client(max_retries=1)
    response = both(agnostic, *[trouble] * times, ANSWERS["text"], client=client)
    assert len(agnostic.server.requests) == 2
    assert (response["error"] is None) == (times == 1)


@pytest.mark.parametrize("after", [0, 2], ids=["at once", "later"])
def test_both_paths_wait_as_long_as_the_client_may(agnostic: Way, after: int) -> None:
    way = agnostic
    if way.row.twin:
        pytest.skip("it shares its code with another row")
    gate = threading.Event()
    stuck = replace(ANSWERS["text"], fault=Fault(hold=gate, hold_after=after))
    try:
        response = both(way, stuck, client=way.client(timeout=0.6))
    finally:
        gate.set()
        way.server.settle()
    assert "time" in response["error"]["type"].__name__.lower()
    assert bool(response["chunks"]) == bool(after)


@pytest.mark.parametrize("value", ["1", "0"])
def test_a_cancelled_task_ends_the_answer_at_the_service(
    row: Row,
    layer: str,
    make_way: Callable[..., Way],
    value: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    switch_raw(monkeypatch, value)
    way = make_way(row, layer, is_async=True)
    gate = threading.Event()
    fault = Fault(hold=gate, hold_after=6)
    way.server.will(Answer(text=tuple("abcdefgh"), fault=fault))
    stream = way.stream()

    async def read_all() -> None:
        async for _ in stream:
            pass

    async def cancel() -> None:
        reading = asyncio.ensure_future(read_all())
        while not stream.content and not reading.done():
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading

    try:
        way.runner.run(cancel())
        way.settle()
    finally:
        gate.set()
    assert way.server.left == 1
    assert went_raw(way.server) == (value == "1")


@settings(suppress_health_check=list(HealthCheck), max_examples=15)
@given(
    json_mode=st.booleans(),
    size=st.none() | st.integers(1, 90),
    cuts=st.sets(st.integers(1, 80), max_size=8),
    text=st.sampled_from(
        [
            '{"title": "Wörld \\u2603", "pages": 12, "tags": ["a", "b"]}',
            'Here it is:\n```json\n{"title": "x", "pages": 1}\n```\nBye',
            '{"title": "no pages"}',
            '{"title": "cut", "pages": 1',
            '{"title": "half \\ud83d", "pages": 1}',
            '{"title": null, "pages": "many"}',
            "nothing at all",
            "",
        ]
    ),
)
def test_both_paths_give_the_same_partial_items(
    neutral: Way, json_mode: bool, size: int | None, cuts: set[int], text: str
) -> None:
    edges = [0, *sorted(cut for cut in cuts if cut < len(text)), len(text)]
    pieces = tuple(text[a:b] for a, b in pairwise(edges))
    answer = Answer(text=pieces, cut=size)
    if not json_mode:
        call = Call(name="Book", arguments=text, cuts=tuple(sorted(cuts)))
        answer = Answer(text="", calls=(call,), cut=size)
    both(
        neutral,
        answer,
        read=telling.read_items,
        response_model=Book,
        json_mode=json_mode,
    )


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


@pytest.fixture
def own(
    row: Row, layer: str, make_way: Callable[..., Way]
) -> Iterator[tuple[Way, Any]]:
    """A way, and a client that may be changed."""
    way = make_way(row, layer)
    with row.make_client(way.server) as client:
        yield way, client


def ask(way: Way, client: Any, stream: bool) -> str:
    """Ask once, streamed or not, and give the text."""
    if not stream:
        return way.ask(client=client).content
    answer = way.stream(client=client)
    way.collect(answer)
    return answer.content


STREAM = pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])


def is_raw(server: Server) -> bool:
    return RAW_HEADER in server.last.headers


@STREAM
@pytest.mark.parametrize("what", ["create", "request"])
@pytest.mark.parametrize("where", ["class", "instance"])
def test_a_wrapped_method_sees_every_request(
    own: tuple[Way, Any],
    what: str,
    where: str,
    stream: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Instrumentations replace either; they know only the SDK's own objects."""
    way, client = own
    assert ask(way, client, stream) == "Hello wörld"
    assert is_raw(way.server)
    owner = client if what == "request" else way.row.sdk.resource(client)
    owner = type(owner) if where == "class" else owner
    original, seen = getattr(owner, what), []

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        answer = original(*args, **kwargs)
        seen.append(answer)
        return answer

    with monkeypatch.context() as patch:
        patch.setattr(owner, what, wrapped)
        assert ask(way, client, stream) == "Hello wörld"
        assert len(seen) == 1
        assert type(seen[0]).__name__ in {"Stream", "ChatCompletion", "Message"}
        assert not is_raw(way.server)
    if where == "class":
        assert ask(way, client, stream) == "Hello wörld"
        assert is_raw(way.server), "the wrapper is gone"


@STREAM
@pytest.mark.parametrize("copied", ["with_options", "copy"])
def test_a_copied_client_is_read_raw(
    own: tuple[Way, Any], copied: str, stream: bool
) -> None:
    way, client = own
    twin = getattr(client, copied)(default_headers={"x-mine": "yes"})
    assert ask(way, twin, stream) == "Hello wörld"
    assert is_raw(way.server)
    assert way.server.last.headers["x-mine"] == "yes"


@STREAM
def test_hooks_of_an_own_http_client_are_called(
    row: Row, layer: str, make_way: Callable[..., Way], stream: bool
) -> None:
    way = make_way(row, layer)
    seen: list[str] = []
    http = row.sdk.find("DefaultHttpxClient")(
        event_hooks={
            "request": [lambda request: seen.append(request.method)],
            "response": [lambda response: seen.append(response.status_code)],
        }
    )
    with row.make_client(way.server, http_client=http) as client:
        assert ask(way, client, stream) == "Hello wörld"
    assert is_raw(way.server)
    assert seen == ["POST", 200]
