"""Whatever bytes come, reading them ourselves gives what the SDK would have given."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mirascope.exceptions import TruncatedError
from tests.raw import switch_raw
from tests.wire import telling
from tests.wire.bytes_service import Caller, Service

SDKS = [sdk for sdk in ("openai", "groq", "anthropic") if find_spec(sdk)]
DELTA = b'{"type": "content_block_delta", "index": 0, "delta": %s, "choices": [%s]}'
TEXT = '{"type": "text_delta", "text": "%s"}'
CHOICE = '{"index": 0, "delta": {"content": "%s"}}'


def data(text: str = "hi", more: bytes = b"") -> bytes:
    """Make the JSON of an event that both formats understand."""
    content = (form % text for form in (TEXT, CHOICE))
    whole = DELTA % tuple(one.encode("utf-8", "surrogatepass") for one in content)
    return whole[:-1] + more + b"}"


def event(sdk: str, json: bytes) -> bytes:
    """Put the lines of an event around its data."""
    name = b"event: content_block_delta\n" if sdk == "anthropic" else b""
    return name + b"data: " + json + b"\n\n"


ONE, TWO = b"<one>", b"<two>"
"""Stand for two ordinary events."""
DONE = b"data: [DONE]\n\n"
ERROR = b'event: error\ndata: {"type": "error", "error": {"message": "Overloaded"}}\n\n'
ODD = {
    "nothing": b"",
    "blank lines": b"\n\n\n" + ONE + b"\n\n\n\n" + TWO + DONE,
    "one blank line first": b"\n" + ONE,
    # How lines end, and where.
    "carriage returns and line feeds": (ONE + TWO + DONE, b"\n", b"\r\n"),
    "carriage returns": (ONE + TWO + DONE, b"\n", b"\r"),
    "first one, then the other": ONE + b"\r\n\r\n" + TWO + DONE,
    "an event's end in two forms": (ONE + TWO, b"\n\n", b"\n\r\n"),
    "the same the other way round": (ONE + TWO, b"\n\n", b"\r\n\n"),
    "two carriage returns and a line feed": (ONE + TWO, b"\n\n", b"\r\r\n"),
    "a carriage return in the data": (ONE + TWO, b'"index"', b'\r"index"'),
    "no end": (ONE + TWO, b"}\n\n", b"}\n\n", 2),
    "no blank line at the end": (ONE + TWO, b"}\n\n", b"}\n", 1),
    "an end in carriage returns": (ONE + TWO, b"}\n\n", b"}\r\n\r", 1),
    "half an event": ONE + b"data: {",
    # Other lines of an event.
    "comments": b": hello\n\n" + ONE + b":\n\n: again\n\n" + TWO + DONE,
    "a comment above an event": b": hello\n" + ONE + b": hello\n" + TWO,
    "a comment above the mark": ONE + b": bye\n" + DONE + TWO,
    "a comment that is no text": ONE + b": \xff\n\n" + TWO,
    "an id on each event": b"id: 1\n" + ONE + b"id: 2\n" + TWO + b"id: 3\n" + DONE,
    "an id, then a comment": b"id: 1\n" + ONE + b": hello\n\n" + TWO,
    "an id, then a blank line": b"id: 1\n" + ONE + b"\n\n" + TWO,
    "an id that is refused": ONE + b"id: \0\n" + TWO + b": hello\n\n" + ONE,
    "a time": b"retry: 10\n" + ONE + b"retry: soon\n" + TWO,
    "a time alone": ONE + b"retry: 10\n\n" + TWO,
    "an unknown field": b"foo: bar\n" + ONE + b"foo\n\n" + TWO,
    "no space": (ONE + TWO + DONE, b": ", b":"),
    "more spaces": (ONE + TWO, b"data: ", b"data:   "),
    "an indent": b" " + ONE + TWO,
    "a name below the data": b"data: " + data() + b"\nevent: content_block_delta\n\n",
    "a name alone": b"event: x\n\n" + ONE,
    "a name in an event before": b"event: content_block_delta\n\n" + ONE,
    "an unknown name": b"event: zork\ndata: " + data() + b"\n\n" + ONE,
    "a name of another API": b'event: thread.x\ndata: {"id": "1"}\n\n' + ONE,
    "no name": b"data: " + data() + b"\n\n" + TWO,
    "a ping": b'event: ping\ndata: {"type": "ping"}\n\n' + ONE,
    "a ping alone": b"event: ping\n\n" + ONE,
    "a ping with an id": b"event: ping\nid: 1\ndata: {}\n\n: hello\n\n" + ONE,
    "data in several lines": (ONE + TWO, b'"index"', b'\ndata: "index"'),
    "two events in one": (ONE + TWO, b"}\n\n", b"}\n", 0),
    "empty data": ONE + b"data:\n\n" + TWO,
    "data that is a word": ONE + b"data\n\n" + TWO,
    # The mark of the end.
    "a mark without a space": ONE + b"data:[DONE]\n\n" + TWO,
    "a mark with a name": ONE + b"event: end\ndata: [DONE]\n\n" + TWO,
    "a mark and more": ONE + b"data: [DONE] bye\n\n" + TWO,
    "events after the mark": ONE + DONE + TWO,
    "an error after the mark": ONE + DONE + ERROR,
    "no text after the mark": ONE + DONE + b"data: \xff\n\n",
    # Errors.
    "an error": ONE + ERROR + TWO,
    "an error without a name": ONE + b'data: {"error": {"message": "no"}}\n\n' + TWO,
    "an error that is text": ONE + b'data: {"error": "no"}\n\n',
    "an error that is none": ONE + b'data: {"error": {}, "choices": []}\n\n' + TWO,
    "an error in text": ONE + b"event: error\ndata: boom\n\n",
    "an error in silence": ONE + b"event: error\n\n" + TWO,
    # What is no JSON to one of the parsers, or means something else to it.
    "a byte order mark": b"\xef\xbb\xbf" + ONE + TWO,
    "no JSON": ONE + b"<html>\n\n</html>\n\n",
    "lines of JSON": data() + b"\n" + data() + b"\n",
    "a NUL between": ONE + b"\0\n\n" + TWO,
}
MIXED = {"an event's end in two forms", "the same the other way round"}
VALUES = {
    "a NUL": b'"h\0i"',
    "a NUL's name": b'"\\u0000"',
    "a tab": b'"\t"',
    "a delete": b'"\x7f"',
    "separators": '"\u2028\u0085\x0b"'.encode(),
    "no UTF-8": b'"h\xff"',
    "half a pair in UTF-8": b'"\xed\xa0\xbd"',
    "a long NUL": b'"\xc0\x80"',
    "half a pair": b'"\\ud83d"',
    "the other half": b'"\\ude00"',
    "a pair": b'"\\ud83d\\ude00"',
    "a pair the wrong way round": b'"\\ude00\\ud83d"',
    "a bad escape": b'"\\x"',
    "NaN": b"NaN",
    "infinities": b"[Infinity, -Infinity]",
    "minus NaN": b"-NaN",
    "large numbers": b"[1e400, -1e400, 1E5]",
    "small numbers": b"[-0, -0.0, 1e-400]",
    "a bad number": b"01",
    "many digits": b"9" * 30,
    "too many digits": b"9" * 5000,
    "a deep list": b"[" * 300 + b"]" * 300,
    "a list without a bottom": b"[" * 100_000 + b"]" * 100_000,
    "the same key twice": b'{"a": 1, "a": 2}',
    "another space": b"\xc2\xa01",
    "a form feed": b"\x0c1",
    "a comma too many": b"[1,]",
    "much text": b'"' + b"x" * 300_000 + b'"',
}
LATER = {
    "other JSON": (b"[1]", b"null", b'"x"', b"3", b"{}", b"{", b"{}x", b"{} "),
    "keys twice": (data(more=b', "choices": []'), data(more=b', "error": null')),
}


def fill(sdk: str, odd: Any) -> bytes:
    """Put the events of this SDK into the bytes of a case."""
    odd, *replaced = odd if isinstance(odd, tuple) else (odd,)
    odd = odd.replace(ONE, event(sdk, data("one")))
    odd = odd.replace(TWO, event(sdk, data("two")))
    if len(replaced) == 3:  # in what stands after so many
        before, after, count = replaced
        head, tail = odd[: odd.index(before) + 1], odd[odd.index(before) + 1 :]
        return head + (tail.replace(before, after) if count else tail)
    return odd.replace(*replaced) if replaced else odd


@pytest.fixture(autouse=True)
def switch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the fast path be there, whichever one the other tests are run on."""
    switch_raw(monkeypatch, None)


@pytest.fixture(params=SDKS)
def sdk(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def caller(sdk: str, request: pytest.FixtureRequest, runner: asyncio.Runner) -> Caller:
    return Caller(sdk, request.param, runner)


def one_by_one(raw: bytes) -> list[bytes]:
    return [raw[n : n + 1] for n in range(len(raw))]


@pytest.mark.parametrize("breaks", [None, "ReadError"], ids=["ends", "breaks"])
@pytest.mark.parametrize("name", ODD)
def test_odd_streams_are_what_they_are_to_the_sdk(
    caller: Caller, name: str, breaks: str | None
) -> None:
    if breaks and name in MIXED:
        pytest.skip("some SDKs are late to see an end that is half one, half the other")
    raw = fill(caller.sdk, ODD[name])
    caller.compare(Service(one_by_one(raw), breaks=breaks))
    if not breaks:
        caller.compare(Service([raw] if raw else []))


@pytest.mark.parametrize("name", VALUES)
def test_odd_values_are_what_they_are_to_the_sdk(caller: Caller, name: str) -> None:
    events = [
        event(caller.sdk, data("one")),
        event(caller.sdk, data("two", b', "odd": ' + VALUES[name])),
        event(caller.sdk, data("three")),
    ]
    caller.compare(Service(events))
    if VALUES[name][:1] == b'"':
        text = data("@").replace(b'"@"', VALUES[name])
        caller.compare(Service([events[0], event(caller.sdk, text), events[2]]))


@pytest.mark.parametrize("name", LATER)
def test_odd_events_are_what_they_are_to_the_sdk(caller: Caller, name: str) -> None:
    for odd in LATER[name]:
        events = [event(caller.sdk, json) for json in (data("one"), odd, data("two"))]
        caller.compare(Service(events))


@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_a_chunk_comes_as_soon_as_its_event(
    sdk: str, end: bytes, runner: asyncio.Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = fill(sdk, ONE + TWO + DONE).replace(b"\n", end)
    places: list[list[int]] = []
    for value in ("1", "0"):
        switch_raw(monkeypatch, value)
        service = Service(one_by_one(raw))
        caller = Caller(sdk, False, runner)
        stream = caller.stream(service)
        sent, _ = telling.drain(caller, stream, lambda _, to=service: to.sent)
        places.append(sent)
    fast, ordinary = places
    assert len(fast) == len(ordinary) == 2
    late = [mine - theirs for mine, theirs in zip(fast, ordinary, strict=True)]
    # One SDK does not wait for the line feed after a carriage return.
    assert set(late) <= ({0} if end == b"\n" else {0, 1})


def test_compressed_streams_are_read(caller: Caller) -> None:
    raw = gzip.compress(fill(caller.sdk, ONE + TWO + DONE))
    headers = {"content-type": "text/event-stream", "content-encoding": "gzip"}
    whole = caller.compare(Service(one_by_one(raw), headers))
    assert len(whole["chunks"]) == 2
    caller.compare(Service([raw[:20], b"nonsense", raw[20:]], headers))


@pytest.mark.parametrize("kind", ["application/json", "text/html", "", "TEXT/plain"])
def test_the_media_type_does_not_matter(caller: Caller, kind: str) -> None:
    headers = {"content-type": kind} if kind else {}
    fast = caller.tell(Service([fill(caller.sdk, ONE + TWO + DONE)], headers))
    with pytest.MonkeyPatch.context() as patch:
        switch_raw(patch, "0")
        service = Service([fill(caller.sdk, ONE + TWO + DONE)], headers)
        assert telling.differences(fast, caller.tell(service)) == []


def test_an_error_of_the_sdk_has_the_response_itself() -> None:
    sdk = pytest.importorskip("anthropic")
    caller = Caller("anthropic", False, asyncio.Runner())
    stream = caller.stream(Service([fill(caller.sdk, ONE + ERROR)]))
    with pytest.raises(sdk.APIStatusError) as caught:
        list(stream)
    assert type(caught.value.response).__module__.partition(".")[0] in {
        "httpx",
        "httpx2",
    }


def test_a_mark_ends_a_stream_that_stays_open(caller: Caller) -> None:
    """A break tells us whether anything was read after it."""
    if caller.sdk != "openai":
        pytest.skip("the SDK reads on after the mark")
    for mark in (DONE, b"data:[DONE]\n\n", b"event: end\ndata: [DONE]\n\n"):
        service = Service([fill(caller.sdk, ONE + mark)], breaks="ReadTimeout")
        told = caller.compare(service)
        assert len(told["chunks"]) == 1
        # Version 1 of the SDK reads on after the mark, and gives nothing of it.
        ended = told["error"]["type"] is TruncatedError
        assert ended == (not version("openai").startswith("1."))


def test_events_after_a_mark_that_the_sdk_ignores_are_read() -> None:
    pytest.importorskip("anthropic")
    caller = Caller("anthropic", False, asyncio.Runner())
    told = caller.compare(Service([fill(caller.sdk, ONE + DONE + TWO)]))
    assert told["stream"]["content"] == "onetwo"


texts = st.text(max_size=8) | st.sampled_from(["☃", "\r\n", "\n\ndata: ", "\ud83d"])
between = st.sampled_from(
    [b"", b"", b"", b": hello\n\n", b"\n", b'event: ping\ndata: {"type": "ping"}\n\n']
)


@st.composite
def streams(draw: st.DrawFn, sdk: str) -> bytes:
    """Draw a stream of text in the format of an SDK."""
    pieces: list[bytes] = []
    for text in draw(st.lists(texts, max_size=5)):
        quoted = json.dumps(text, ensure_ascii=draw(st.booleans()))[1:-1]
        pieces += [draw(between), event(sdk, data(quoted))]
    pieces.append(draw(st.sampled_from([b"", DONE, ERROR])))
    raw = b"".join(pieces)
    return raw.replace(b"\n", draw(st.sampled_from([b"\n", b"\r\n", b"\r"])))


@settings(max_examples=40)
@given(choose=st.data(), sdk=st.sampled_from(SDKS), is_async=st.booleans())
def test_streams_may_be_cut_anywhere(
    runner: asyncio.Runner, choose: st.DataObject, sdk: str, is_async: bool
) -> None:
    raw = choose.draw(streams(sdk))
    edges = choose.draw(st.sets(st.integers(1, max(1, len(raw) - 1)), max_size=12))
    places = [0, *sorted(edges), len(raw)]
    pieces = [raw[a:b] for a, b in pairwise(places)]
    breaks = choose.draw(st.none() | st.sampled_from(["ReadError", "ReadTimeout"]))
    service = Service([piece for piece in pieces if piece], breaks=breaks)
    Caller(sdk, is_async, runner).compare(service)


CHAT_EVENTS: list[Any] = [
    {
        "id": "c1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "gpt-4o",
        "choices": [{"index": 0, "delta": {"role": "assistant", "content": "hi"}}],
    },
    {
        "id": "c1",
        "choices": [
            {
                "index": 0,
                "delta": {
                    "tool_calls": [
                        {
                            "index": 0,
                            "id": "t1",
                            "function": {"name": "add", "arguments": '{"a": 1}'},
                        }
                    ]
                },
            }
        ],
    },
    {
        "id": "c1",
        "choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}],
        "usage": {"prompt_tokens": 1, "prompt_tokens_details": {"cached_tokens": 1}},
    },
]
TEXT_BLOCK = {"type": "text", "text": ""}
MESSAGE_EVENTS: list[Any] = [
    {
        "type": "message_start",
        "message": {
            "id": "m1",
            "type": "message",
            "role": "assistant",
            "content": [],
            "model": "claude",
            "usage": {"input_tokens": 1, "cache_read_input_tokens": 1},
        },
    },
    {"type": "content_block_start", "index": 0, "content_block": TEXT_BLOCK},
    {
        "type": "content_block_delta",
        "index": 0,
        "delta": {"type": "text_delta", "text": "hi"},
    },
    {
        "type": "content_block_start",
        "index": 1,
        "content_block": {"type": "tool_use", "id": "t1", "name": "add", "input": {}},
    },
    {
        "type": "content_block_delta",
        "index": 1,
        "delta": {"type": "input_json_delta", "partial_json": '{"a": 1}'},
    },
    {
        "type": "message_delta",
        "delta": {"stop_reason": "tool_use"},
        "usage": {"output_tokens": 5},
    },
    {"type": "message_stop"},
]


def add(a: int) -> int:
    """Add one."""
    return a + 1


OTHERS = (None, "", "odd", 7, [], [None])


def changed(value: Any, may_lack: bool) -> Iterator[Any]:
    """Give a value with one thing in it turned into another, or left out."""
    if isinstance(value, dict):
        for name, found in value.items():
            if may_lack:
                yield {k: v for k, v in value.items() if k != name}
            lacking = ({}, {"odd": 1}) if may_lack else ()
            shapes = isinstance(found, dict) or name == "type"
            others = () if shapes and not may_lack else OTHERS
            yield from ({**value, name: other} for other in (*others, *lacking))
            yield from ({**value, name: one} for one in changed(found, may_lack))
    if isinstance(value, list):
        for number, found in enumerate(value):
            for one in changed(found, may_lack):
                yield [*value[:number], one, *value[number + 1 :]]


def as_events(sdk: str, events: list[Any], names: list[str]) -> list[bytes]:
    """Write events, under names of their own where the format has them."""
    heads = [f"event: {name}\n" if sdk == "anthropic" else "" for name in names]
    pairs = zip(heads, events, strict=True)
    return [f"{head}data: {json.dumps(one)}\n\n".encode() for head, one in pairs]


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
def test_events_of_any_shape_are_read_alike(caller: Caller) -> None:
    """What is no answer at all fails alike, too.

    Of a message that lacks something, the SDK's object has `None`, and ours a default.
    """
    may_lack = caller.sdk != "anthropic"
    events = MESSAGE_EVENTS if caller.sdk == "anthropic" else CHAT_EVENTS
    names = [one.get("type", "") for one in events]
    given = [
        [*events[:number], other, *events[number + 1 :]]
        for number, one in enumerate(events)
        for other in changed(one, may_lack)
    ]
    for number, odd in enumerate(given):
        if number % 5 == caller.is_async:
            service = Service(as_events(caller.sdk, odd, names))
            caller.compare(service, tools=[add])


WORDS = {
    "openai": b'{"id": "1", "choices": [{"message": {"content": "h\xc3\xa9"}}]%s}',
    "anthropic": b'{"id": "1", "content": [{"type": "text", "text": "h\xc3\xa9"}]%s}',
}
BODIES = {
    "an answer": b"",
    "an answer and NaN": b', "odd": NaN',
    "an answer with a key twice": b', "id": "2"',
    "an answer with half a pair": b', "odd": "\\ud83d"',
    "an answer and something after it": b"}, {",
    "an answer that is no UTF-8": b', "odd": "\xff"',
}
OTHER_BODIES = {
    "nothing": b"",
    "null": b"null",
    "a list": b"[1]",
    "a word": b'"hello"',
    "a number": b"3",
    "an empty object": b"{}",
    "half an object": b'{"id": "1", "choices": [',
    "a page": b"<html>Please log in</html>",
}


def whole(caller: Caller, client: Any) -> Any:
    """Ask for a whole answer, and say everything."""
    package = import_module(f"mirascope.core.{caller.sdk}")
    call = package.call("a-model", client=client)

    async def prompt() -> str:
        return "hi"

    try:
        if caller.is_async:
            response = caller.runner.run(call(prompt)())
        else:
            response = call(lambda: "hi")()
    except Exception as error:
        return telling.failure(error)
    return telling.response_says(response)


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
@pytest.mark.parametrize("kind", ["application/json", "text/html; charset=utf-8", ""])
@pytest.mark.parametrize("name", [*BODIES, *OTHER_BODIES])
def test_odd_bodies_are_what_they_are_to_the_sdk(
    caller: Caller, name: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = WORDS.get(caller.sdk, WORDS["openai"])
    body = words % BODIES[name] if name in BODIES else OTHER_BODIES[name]
    headers = {"content-type": kind, "request-id": "r1", "x-request-id": "r1"}
    for status, sent in ((200, body), (200, b"\xef\xbb\xbf" + body), (500, body)):
        service = Service([sent], headers, status)
        client = service.client(caller.sdk, caller.is_async)
        switch_raw(monkeypatch, None)
        fast = whole(caller, client)
        assert "x-stainless-raw-response" in service.requests[-1].headers
        switch_raw(monkeypatch, "0")
        ordinary = whole(caller, client)
        assert "x-stainless-raw-response" not in service.requests[-1].headers
        assert telling.differences(fast, ordinary) == []


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_the_client_for_vertex_is_read_raw(is_async: bool) -> None:
    pytest.importorskip("anthropic")
    names = [one["type"] for one in MESSAGE_EVENTS]
    service = Service(as_events("anthropic", MESSAGE_EVENTS, names))
    where = {"region": "r", "project_id": "p", "access_token": "t"}
    client = service.client("anthropic", is_async, "AnthropicVertex", **where)
    with asyncio.Runner() as runner:
        told = Caller("anthropic", is_async, runner).compare(service, client=client)
    assert told["stream"]["content"] == "hi"
    assert "/projects/p/" in str(service.requests[0].url)
