"""Recorded answers say the same, read from their bytes and from the SDK's objects."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest

from tests.raw import switch_raw
from tests.wire import telling

from .bytes_service import Caller, Service
from .recordings import JSON, Recording, replay_module
from .sources.source import Source
from .test_recordings import CASES, Clients, Way, make_tools

RAW_HEADER = "x-stainless-raw-response"
FAST = {"openai", "groq", "xai", "ollama", "anthropic", "anthropic-bedrock"}
"""The sources whose SDK lets us read the bytes."""
FRAMED = "anthropic-bedrock"
"""The source whose streams are no server-sent events."""
Cut = Callable[[bytes], list[bytes]]

# An older SDK says so of words that it does not know yet.
pytestmark = pytest.mark.filterwarnings("ignore:.* is not a valid:UserWarning")


def in_events(raw: bytes) -> list[bytes]:
    """Cut between the events, as services do."""
    return re.findall(rb".*?(?:\r\n\r\n|\n\n|\r\r)|.+\Z", raw, re.S)


def in_bad_places(raw: bytes) -> list[bytes]:
    """Cut in the middle of whatever belongs together."""
    edges = {match.start() + 2 for match in re.finditer(rb"^(data|event)", raw, re.M)}
    edges |= {match.start() + 1 for match in re.finditer(rb"\r\n|\n\n", raw)}
    edges |= {match.start() + 1 for match in re.finditer(rb"[\xc2-\xf4]", raw)}
    edges |= {match.start() + 1 for match in re.finditer(rb"\\[nu\"]", raw)}
    return at(raw, edges)


def by_chance(raw: bytes) -> list[bytes]:
    """Cut here and there: inside of events, or several of them together."""
    chance = random.Random(len(raw))
    return at(raw, set(chance.sample(range(1, len(raw)), min(40, len(raw) - 1))))


def at(raw: bytes, edges: set[int]) -> list[bytes]:
    """Cut at these places."""
    places = [0, *sorted(edge for edge in edges if 0 < edge < len(raw)), len(raw)]
    return [raw[a:b] for a, b in pairwise(places)]


def with_carriage_returns(raw: bytes) -> list[bytes]:
    return in_bad_places(raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def with_comments(raw: bytes) -> list[bytes]:
    """Put comments between the events, as gateways do to keep a connection open."""
    pieces = in_events(raw)
    return [b": PROCESSING\n\n", *(p + b": keep-alive\n\n" for p in pieces), b":\n\n"]


def with_more_lines(raw: bytes) -> list[bytes]:
    """Give every event an id and a time, as some services do."""
    pieces = in_events(raw)
    return [b"id: %d\nretry: 100\n" % n + piece for n, piece in enumerate(pieces)]


def without_spaces(raw: bytes) -> list[bytes]:
    return in_events(re.sub(rb"^(data|event): ", rb"\1:", raw, flags=re.M))


def without_an_end(raw: bytes) -> list[bytes]:
    """Leave out the last blank line, and thereby the last event."""
    return in_events(raw.rstrip(b"\r\n"))


def without_a_mark(raw: bytes) -> list[bytes]:
    return in_events(raw.replace(b"data: [DONE]", b""))


def until_the_middle(raw: bytes) -> list[bytes]:
    """End in the midst of an event."""
    return in_events(raw[: len(raw) // 2])


CUTS: dict[str, Cut] = {
    "events": in_events,
    "bad-places": in_bad_places,
    "by-chance": by_chance,
}
FORMS: dict[str, Cut] = {
    "carriage-returns": with_carriage_returns,
    "comments": with_comments,
    "more-lines": with_more_lines,
    "no-spaces": without_spaces,
    "no-end": without_an_end,
    "no-mark": without_a_mark,
    "middle": until_the_middle,
}


def cases(*, streams: bool) -> list[tuple[Source, Recording]]:
    """List the recordings of the services that have two paths."""
    return [
        (source, recording)
        for source, recording in CASES
        if source.id in FAST and recording.streams == streams
    ]


def of(chosen: list[tuple[Source, Recording]]) -> pytest.MarkDecorator:
    """Run a test for these recordings."""
    ids = [f"{source.id}-{recording.id}" for source, recording in chosen]
    return pytest.mark.parametrize(("source", "recording"), chosen, ids=ids)


@pytest.fixture(scope="module")
def replay() -> Iterator[Any]:
    """The replay server, which cuts and changes the bytes as a test says."""
    module = replay_module()

    class Server(module.ReplayServer):
        cut: Cut | None = None
        breaks = False

        def _pieces(self, wire: JSON) -> Iterator[bytes]:
            cut = self.cut or in_events
            pieces = cut(module.body_bytes(wire))
            self.cut_after = len(pieces) - 1 if self.breaks else None
            yield from pieces

    server = Server([], repeat_last=True)
    with server:
        yield server


@pytest.fixture(scope="module")
def clients(replay: Any, runner: asyncio.Runner) -> Iterator[Clients]:
    """The SDKs' clients."""
    clients = Clients(replay.url, runner, {})
    yield clients
    clients.close()


@pytest.fixture(autouse=True)
def switch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the fast path be there, whichever one the other tests are run on."""
    switch_raw(monkeypatch, None)


@pytest.fixture(params=["core", "llm"])
def layer(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def is_async(request: pytest.FixtureRequest) -> bool:
    return request.param


@pytest.fixture
def way(
    layer: str,
    is_async: bool,
    source: Source,
    recording: Recording,
    replay: Any,
    clients: Clients,
    runner: asyncio.Runner,
) -> Way:
    if lost := source.lost(recording):
        pytest.skip(f"the installed SDK does not know {lost}")
    replay.cut, replay.breaks = None, False
    return Way(layer, is_async, source, recording, replay, clients, runner)


def ask(way: Way, **options: Any) -> dict[str, Any]:
    """Ask for the recorded answer, and say everything that came of it."""
    try:
        answer = way.ask(**options)
    except Exception as error:
        return {"error": telling.failure(error)}
    if "response_model" in options:
        return telling.read_items(way, answer)
    if "stream" in options:
        return telling.read(way, answer)
    return telling.response_says(answer)


def on_both_paths(way: Way, **options: Any) -> tuple[JSON, JSON]:
    """Ask twice: for the bytes, and for the SDK's objects."""
    fast = ask(way, **options)
    sent = way.replay.requests[-1]
    assert sent["headers"].get(RAW_HEADER) in {"stream", "raw", "true"}
    with pytest.MonkeyPatch.context() as patch:
        switch_raw(patch, "0")
        ordinary = ask(way, **options)
    other = way.replay.requests[-1]
    assert RAW_HEADER not in other["headers"]
    assert sent["body"] == other["body"]
    return fast, ordinary


@pytest.mark.parametrize(
    ("layer", "is_async"),
    [("core", False), ("core", True), ("llm", True)],
    ids=["core-sync", "core-async", "llm-async"],
)
@of(cases(streams=True))
def test_a_stream_says_the_same_on_both_paths(way: Way) -> None:
    tools = make_tools(way.source.read(way.recording))
    fast, ordinary = on_both_paths(way, stream=True, tools=tools)
    assert telling.differences(fast, ordinary) == []
    assert fast["chunks"] or fast["error"]


def some(**options: Any) -> Callable[[Any], Any]:
    """Run a test in one way for each recorded stream of events, each in its turn.

    Args:
        options: What else takes turns, by the name of the argument.
    """
    turns = {"layer": ["core"], "is_async": [False, True], **options}
    given = [case for case in cases(streams=True) if case[0].id != FRAMED]
    rows = [
        (*case, *(values[number % len(values)] for values in turns.values()))
        for number, case in enumerate(given)
    ]
    ids = [
        "-".join([row[0].id, row[1].id, "async" if row[3] else "sync", *row[4:]])
        for row in rows
    ]
    names = ("source", "recording", *turns)
    return pytest.mark.parametrize(names, rows, ids=ids)


@pytest.mark.parametrize("cut", list(CUTS)[1:])
@some()
def test_it_does_so_however_it_is_cut(way: Way, cut: str) -> None:
    way.replay.cut = CUTS[cut]
    tools = make_tools(way.source.read(way.recording))
    options = {"stream": {"partial_tools": True}, "tools": tools}
    fast, ordinary = on_both_paths(way, **options)
    assert telling.differences(fast, ordinary) == []


@some(form=list(FORMS))
def test_it_does_so_in_every_form(way: Way, form: str) -> None:
    way.replay.cut = FORMS[form]
    fast, ordinary = on_both_paths(way, stream=True)
    assert telling.differences(fast, ordinary) == []


@some()
def test_it_does_so_where_the_connection_breaks(way: Way) -> None:
    way.replay.breaks = True
    way.replay.cut = by_chance
    fast, ordinary = on_both_paths(way, stream=True)
    assert telling.differences(fast, ordinary) == []
    assert fast["error"] is not None


@some(layer=["llm"], cut=list(CUTS))
def test_partial_items_are_the_same(way: Way, cut: str) -> None:
    tools = make_tools(way.source.read(way.recording))
    if not tools:
        pytest.skip("no call to take for a value")
    way.replay.cut = CUTS[cut]
    fast, ordinary = on_both_paths(way, stream=True, response_model=tools[0])
    assert telling.differences(fast, ordinary) == []
    assert fast["items"]


@pytest.mark.parametrize(
    ("layer", "is_async"), [("core", False), ("llm", True)], ids=["core", "llm"]
)
@of(cases(streams=False))
def test_a_whole_answer_says_the_same_on_both_paths(way: Way) -> None:
    expected = way.source.read(way.recording)
    options: JSON = {"tools": make_tools(expected)} if not way.recording.fails else {}
    if way.recording.fails and way.recording.asks_for_stream:
        options["stream"] = True
    fast, ordinary = on_both_paths(way, **options)
    assert telling.differences(fast, ordinary) == []
    assert ("error" in fast) == (expected.failure is not None)


@pytest.mark.parametrize("form", [*FORMS, "one-by-one"])
def test_every_recorded_stream_is_read_in_every_form(
    form: str, runner: asyncio.Runner
) -> None:
    """Without a socket in between, which would take long."""
    given = [case for case in cases(streams=True) if case[0].id != FRAMED]
    turn = list(FORMS).index(form) % 4 if form in FORMS else 0
    given = given[turn::4] if form in FORMS else given
    for number, (source, recording) in enumerate(given):
        raw = recording.raw.encode()
        pieces = FORMS[form](raw) if form in FORMS else at(raw, set(range(1, 1500)))
        sdk = source.id if source.id in {"groq", "anthropic"} else "openai"
        Caller(sdk, bool(number % 2), runner).compare(Service(pieces))
