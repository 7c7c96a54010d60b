"""How a stream ends that fails or is stopped, and what it says when asked again."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from tests.server import Answer, Call, Fault

from .row import Row
from .rows import ROWS
from .way import Way

PIECES = ("one ", "two ", "three ", "four")
BUSY = Answer(fault=Fault(status=429))
AWAY = Answer(fault=Fault(disconnect=True))
BROKEN = Answer(text=PIECES, fault=Fault(break_after=4))


class Book(BaseModel):
    """A book."""

    title: str
    pages: int


BOOK = '{"title": "Dune", "pages": 412}'


def whole_book(**more: Any) -> Answer:
    return Answer(text=tuple(BOOK), **more)


def attempt(way: Way, stream: Any) -> tuple[list[Any], BaseException | None]:
    """Iterate once, and give what came and how it ended."""
    items: list[Any] = []

    async def iterate() -> None:
        async for item in stream:
            items.append(item)  # noqa: PERF401  what came before an error counts

    try:
        if way.is_async:
            way.runner.run(iterate())
        else:
            for item in stream:
                items.append(item)  # noqa: PERF402
    except Exception as error:
        return items, error
    return items, None


def texts(pairs: list[Any]) -> str:
    return "".join(chunk.content for chunk, _ in pairs)


@pytest.mark.parametrize("trouble", [BUSY, AWAY], ids=["status", "away"])
def test_a_request_that_failed_is_sent_again(way: Way, trouble: Answer) -> None:
    way.server.will(trouble)
    stream = way.stream(**way.own_client)
    nothing, error = attempt(way, stream)
    assert nothing == []
    assert error is not None
    assert stream.finish_reasons is None
    assert stream.content == ""
    way.server.will(Answer(text=PIECES))
    pairs, error = attempt(way, stream)
    assert error is None
    assert texts(pairs) == stream.content == "".join(PIECES)
    assert stream.finish_reasons == way.finished("stop")
    again, error = attempt(way, stream)
    assert (texts(again), error) == (stream.content, None)
    assert len(way.server.requests) == 1


def test_a_stream_that_broke_off_breaks_off_again(way: Way) -> None:
    way.server.will(BROKEN)
    stream = way.stream(**way.own_client)
    first, error = attempt(way, stream)
    assert error is not None
    assert stream.content
    for _ in range(2):
        again, same = attempt(way, stream)
        assert same is error
        assert len(again) == len(first)
        assert texts(again) == stream.content
    assert len(way.server.requests) == 1
    assert stream.finish_reasons is None
    assert stream.construct_call_response().content == stream.content


def find(title: str, pages: int) -> str:
    """Find a book."""
    return title


def test_the_error_of_a_tool_comes_again(way: Way) -> None:
    call = Call(name="find", arguments='{"title": "x", "pages": "many"}')
    way.server.will(Answer(text=PIECES, calls=(call,)))
    stream = way.stream(tools=[find])
    first, error = attempt(way, stream)
    again, same = attempt(way, stream)
    assert error is not None
    assert same is error
    assert len(again) == len(first)


def test_a_structured_stream_is_sent_again_if_its_request_failed(way: Way) -> None:
    way.server.will(BUSY)
    stream = way.stream(response_model=Book, json_mode=True, **way.own_client)
    nothing, error = attempt(way, stream)
    assert nothing == []
    assert error is not None
    way.server.will(whole_book())
    items, error = attempt(way, stream)
    assert error is None
    assert items[-1] == Book(title="Dune", pages=412)
    assert stream.constructed_response_model == items[-1]
    assert attempt(way, stream) == (items, None)
    assert len(way.server.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        whole_book(fault=Fault(break_after=20)),
        Answer(text=tuple('{"title": "Dune", "pages": "many"}')),
    ],
    ids=["broken", "invalid"],
)
def test_a_structured_stream_never_ends_on_a_partial(way: Way, answer: Answer) -> None:
    way.server.will(answer)
    stream = way.stream(response_model=Book, json_mode=True, **way.own_client)
    items, error = attempt(way, stream)
    assert items
    assert error is not None
    assert attempt(way, stream) == (items, error)
    assert not hasattr(stream, "constructed_response_model")
    assert len(way.server.requests) == 1


def test_a_request_that_was_cancelled_is_sent_again(
    row: Row, layer: str, make_way: Callable[..., Way]
) -> None:
    way = make_way(row, layer, is_async=True)
    gate = threading.Event()
    way.server.will(Answer(fault=Fault(hold=gate)), Answer(text=PIECES))
    stream = way.stream(**way.own_client)

    async def give_up() -> None:
        async def read() -> None:
            async for _ in stream:
                pass

        reading = asyncio.ensure_future(read())
        while not way.server.requests:
            await asyncio.sleep(0.01)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading

    try:
        way.runner.run(give_up())
    finally:
        gate.set()
    pairs, error = attempt(way, stream)
    assert (texts(pairs), error) == ("".join(PIECES), None)


class Reading:
    """Somebody who reads a stream while somebody else stops it."""

    def __init__(self, way: Way, stream: Any) -> None:
        self.items: list[Any] = []
        self.error: BaseException | None = None
        self._way, self._stream = way, stream
        self._some = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._task: Any = None

    def _take(self, item: Any) -> None:
        self.items.append(item)
        self._some.set()

    def _read(self) -> None:
        try:
            for item in self._stream:
                self._take(item)
        except BaseException as error:
            self.error = error

    async def _aread(self) -> None:
        try:
            async with asyncio.timeout(60):
                async for item in self._stream:
                    self._take(item)
                await asyncio.sleep(0)  # the task itself goes on
            assert not getattr(asyncio.current_task(), "cancelling", int)()
        except BaseException as error:
            self.error = error
            raise

    def begin(self, number: int = 1) -> None:
        """Read until so many items have come, and the next is waited for."""
        if not self._way.is_async:
            self._thread.start()
        else:

            async def start() -> None:
                self._task = asyncio.ensure_future(self._aread())

            self._way.runner.run(start())
        self.wait_until(lambda: len(self.items) >= number)
        came = -1
        while came != len(self.items):  # until all that was sent has been read
            came = len(self.items)
            for _ in range(5):
                self.pause()

    def wait_until(self, is_so: Callable[[], object]) -> None:
        """Let time pass until something is so."""
        for _ in range(3000):
            if is_so():
                return
            self.pause()
        raise AssertionError("this did not happen")

    def pause(self) -> None:
        """Let the reader go on for a moment."""
        if self._way.is_async:
            self._way.runner.run(asyncio.sleep(0.01))
        else:
            threading.Event().wait(0.01)

    def stop(self) -> None:
        """Press the button: from another task, or from another thread."""
        if self._way.is_async:
            self._way.runner.run(self._stream.aclose())
        else:
            self._stream.close()

    @property
    def has_ended(self) -> bool:
        """Whether the loop is over."""
        if self._way.is_async:
            return self._task.done()
        return not self._thread.is_alive()


def held(pieces: tuple[str, ...], after: int, gate: threading.Event) -> Answer:
    return Answer(text=pieces, fault=Fault(hold=gate, hold_after=after))


def stop_in_the_middle(
    way: Way, make: Callable[[threading.Event], Answer], **options: Any
) -> tuple[Reading, Any]:
    """Stop a stream whose reader waits for the next chunk."""
    gate = threading.Event()
    way.server.will(make(gate))
    stream = way.stream(**way.own_client, **options)
    reading = Reading(way, stream)
    try:
        reading.begin()
        came = len(reading.items)
        reading.stop()
        if way.is_async or "stops_at_once" in way.row.has:
            reading.wait_until(lambda: reading.has_ended)
            way.settle()  # while the rest is held back: it sees that nobody waits
            assert way.server.left == 1
        gate.set()
        reading.wait_until(lambda: reading.has_ended)
    finally:
        gate.set()
    assert reading.error is None
    assert len(reading.items) == came
    way.settle()
    return reading, stream


def test_a_stream_can_be_stopped_while_it_is_waited_for(way: Way) -> None:
    reading, stream = stop_in_the_middle(way, lambda gate: held(PIECES, 4, gate))
    came = texts(reading.items)
    assert "".join(PIECES).startswith(came)
    assert stream.content == came
    assert stream.finish_reasons is None
    assert stream.construct_call_response().content == came
    assert stream.end_time >= stream.start_time > 0
    again, error = attempt(way, stream)
    assert (texts(again), error) == (came, None)
    assert len(way.server.requests) == 1


def test_an_async_stream_can_be_stopped_from_another_thread(
    row: Row, layer: str, make_way: Callable[..., Way]
) -> None:
    way = make_way(row, layer, is_async=True)
    gate = threading.Event()
    way.server.will(held(PIECES, 4, gate))
    stream = way.stream(**way.own_client)
    reading = Reading(way, stream)
    try:
        reading.begin()
        stopping = threading.Thread(target=stream.close)
        stopping.start()
        stopping.join()
        reading.wait_until(lambda: reading.has_ended)
    finally:
        gate.set()
    assert reading.error is None
    assert stream.finish_reasons is None
    way.settle()


def test_a_structured_stream_can_be_stopped_too(way: Way) -> None:
    _, stream = stop_in_the_middle(
        way,
        lambda gate: held(tuple(BOOK), 20, gate),
        response_model=Book,
        json_mode=True,
    )
    assert not hasattr(stream, "constructed_response_model")
    assert stream.stream.finish_reasons is None


def test_what_a_stopped_stream_asks_for_leaves_others_alone(way: Way) -> None:
    stop_in_the_middle(way, lambda gate: held(PIECES, 4, gate))
    way.server.will(Answer(text=PIECES))
    stream = way.stream(**way.own_client)
    assert texts(way.collect(stream)) == "".join(PIECES)


def test_a_request_that_is_not_answered_yet_can_be_stopped(way: Way) -> None:
    gate = threading.Event()
    way.server.will(Answer(text=PIECES, fault=Fault(hold=gate)))
    stream = way.stream(**way.own_client)
    reading = Reading(way, stream)
    try:
        reading.begin(0)
        reading.wait_until(lambda: way.server.requests)
        reading.stop()
        if way.is_async:
            reading.wait_until(lambda: reading.has_ended)
    finally:
        gate.set()
    reading.wait_until(lambda: reading.has_ended)
    assert (reading.items, reading.error) == ([], None)
    assert stream.content == ""
    way.settle()


def test_the_documentation_says_which_providers_stop_at_once() -> None:
    page = (Path(__file__).parents[2] / "docs" / "streams.md").read_text("utf-8")
    content = dict.fromkeys(re.findall(r"^\| `for` \| (.*?) \| (.*?) \|$", page, re.M))
    [at_once] = [names for names, when in content if when == "at once"]
    [later] = [names for names, when in content if when != "at once"]
    for row in ROWS:
        names = at_once if "stops_at_once" in row.has else later
        assert row.provider in names.split(", ")


@pytest.mark.parametrize("structured", [False, True], ids=["chunks", "values"])
def test_closing_is_quiet_at_any_time(way: Way, structured: bool) -> None:
    options: dict[str, Any] = {"response_model": Book} if structured else {}
    options |= {"json_mode": structured}

    def close(stream: Any) -> None:
        if way.is_async:
            way.runner.run(stream.aclose())
        stream.close()

    way.server.will(whole_book())
    untouched = way.stream(**options)
    close(untouched)
    close(untouched)
    assert attempt(way, untouched) == ([], None)
    assert way.server.requests == []
    stream = way.stream(**options)
    items, error = attempt(way, stream)
    assert error is None
    close(stream)
    close(stream)
    assert len(attempt(way, stream)[0]) == len(items)
    inner = stream.stream if structured else stream
    assert inner.finish_reasons == way.finished("stop")


@pytest.mark.parametrize("structured", [False, True], ids=["chunks", "values"])
def test_a_stream_is_stopped_from_within_its_loop(way: Way, structured: bool) -> None:
    options: dict[str, Any] = {"response_model": Book} if structured else {}
    way.server.will(whole_book())
    stream = way.stream(json_mode=structured, **options)
    items: list[Any] = []

    async def iterate() -> None:
        async for item in stream:
            items.append(item)
            await stream.aclose()

    if way.is_async:
        way.runner.run(iterate())
    else:
        for item in stream:
            items.append(item)
            stream.close()
    assert len(items) == 1
    way.settle()


@pytest.mark.parametrize("structured", [False, True], ids=["chunks", "values"])
def test_a_with_block_closes(way: Way, structured: bool) -> None:
    options: dict[str, Any] = {"response_model": Book} if structured else {}
    way.server.will(whole_book())
    stream = way.stream(json_mode=structured, **options)

    async def within() -> None:
        async with stream as same:
            assert same is stream

    if way.is_async:
        way.runner.run(within())
    else:
        with stream as same:
            assert same is stream
    assert attempt(way, stream) == ([], None)
    assert way.server.requests == []
