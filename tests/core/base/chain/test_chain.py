"""Layers around the step that sends, through a real SDK."""

from __future__ import annotations

import asyncio
import threading
from typing import Any, ClassVar

import pytest

from mirascope import llm
from mirascope.core import openai
from tests.internals import (
    Binding,
    Emit,
    Layer,
    Position,
    ProviderRequest,
    StreamLeft,
    pass_through,
    source_flow,
)
from tests.server import Answer, Fault, Server

sdk = pytest.importorskip("openai")
LAYERS = pytest.mark.parametrize("call", [openai.call, llm.call], ids=["core", "llm"])
KINDS = pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])


class Seen(Layer):
    """Notes what comes through."""

    def __init__(self, position: Position, notes: list[Any], name: str = "") -> None:
        self.position = position  # pyright: ignore[reportAttributeAccessIssue]
        self.name = name or position.name
        self.notes = notes

    def answer(self, request: ProviderRequest, send: Any) -> Any:
        self.notes.append(self.name)
        try:
            return (yield from send(request))
        except Exception as error:
            self.notes.append(type(error).__name__)
            raise

    def stream(self, request: ProviderRequest, send: Any) -> Any:
        self.notes.append(self.name)
        try:
            yield from pass_through(send(request), self.see)
            self.notes.append("end")
        except StreamLeft:
            self.notes.append("left")
            raise
        except Exception as error:
            self.notes.append(type(error).__name__)
            raise

    def see(self, chunk: Any) -> Any:
        return chunk


class SeesChunks(Seen):
    """Notes each chunk too."""

    def see(self, chunk: Any) -> Any:
        self.notes.append("chunk")
        return chunk


class Again(Layer):
    """Sends a second time where the first fails."""

    position: ClassVar = Position.RETRY

    def answer(self, request: ProviderRequest, send: Any) -> Any:
        try:
            return (yield from send(request))
        except sdk.InternalServerError:
            return (yield from send(request))

    def stream(self, request: ProviderRequest, send: Any) -> Any:
        try:
            yield from send(request)
        except sdk.InternalServerError:
            yield from send(request)


class Instead(Layer):
    """Answers without sending."""

    position: ClassVar = Position.ANSWER

    def __init__(self, answer: Any) -> None:
        self.said = answer

    def answer(self, request: ProviderRequest, send: Any) -> Any:
        yield lambda: None
        return self.said

    def stream(self, request: ProviderRequest, send: Any) -> Any:
        for chunk in self.said:
            yield Emit(chunk)


def make(call: Any, is_async: bool, client: Any = None, **options: Any) -> Any:
    if call is llm.call:
        options["provider"] = "openai"
    decorator = call(model="gpt-4o-mini", client=client, **options)

    async def ask() -> str:
        return "hi"

    return decorator(ask) if is_async else decorator(lambda: "hi")


def client_of(server: Server, is_async: bool) -> Any:
    kind = sdk.AsyncOpenAI if is_async else sdk.OpenAI
    return kind(base_url=server.url + "/v1", api_key="k-secret", max_retries=0)


def get(value: Any, runner: asyncio.Runner) -> Any:
    async def wait() -> Any:
        return await value

    return runner.run(wait()) if asyncio.iscoroutine(value) else value


def texts(stream: Any, runner: asyncio.Runner, limit: int = 99) -> list[str]:
    async def collect() -> list[str]:
        found: list[str] = []
        async for chunk, _ in stream:
            found.append(chunk.content)
            if len(found) == limit:
                await stream.aclose()
                break
        return found

    if hasattr(type(stream), "__anext__") or not _is_sync(stream):
        return runner.run(collect())
    found: list[str] = []
    for chunk, _ in stream:
        found.append(chunk.content)
        if len(found) == limit:
            stream.close()
            break
    return found


def _is_sync(stream: Any) -> bool:
    core = getattr(stream, "_response", stream)
    return hasattr(core._events.source, "__iter__")


@LAYERS
@KINDS
def test_layers_stand_in_their_order_and_see_each_attempt(
    call: Any, is_async: bool, server: Server, runner: asyncio.Runner
) -> None:
    notes: list[Any] = []
    fn = make(call, is_async, client_of(server, is_async))
    server.will(Answer(fault=Fault(status=500)), Answer(text="fine"))
    telemetry, cache = (Seen(p, notes) for p in (Position.TELEMETRY, Position.CACHE))
    with Binding(telemetry), Binding(Again(), everywhere=True), Binding(cache):
        assert get(fn(), runner).content == "fine"
    one = ["CACHE", "TELEMETRY", "InternalServerError", "TELEMETRY"]
    assert notes == one
    server.will(Answer(text="fine"))
    get(fn(), runner)
    assert notes == one


@LAYERS
@KINDS
def test_streams_pass_through_and_are_tried_again(
    call: Any, is_async: bool, server: Server, runner: asyncio.Runner
) -> None:
    notes: list[Any] = []
    fn = make(call, is_async, client_of(server, is_async), stream=True)
    server.will(Answer(fault=Fault(status=500)), Answer(text="all is fine"))
    with Binding(Seen(Position.TELEMETRY, notes)), Binding(Again()):
        stream = get(fn(), runner)
    assert not server.requests
    assert notes == []
    assert "".join(texts(stream, runner)) == "all is fine"
    assert notes == ["TELEMETRY", "InternalServerError", "TELEMETRY", "end"]


@LAYERS
@KINDS
def test_a_layer_sees_that_a_stream_is_left(
    call: Any, is_async: bool, server: Server, runner: asyncio.Runner
) -> None:
    notes: list[Any] = []
    fn = make(call, is_async, client_of(server, is_async), stream=True)
    rest = threading.Event()  # what follows is to come, or has come before it is left
    waits, comes = Fault(hold=rest, hold_after=2), Fault()
    for fault in (waits, comes):
        server.will(Answer(text=("all ", "is ", "fine"), fault=fault))
        with Binding(SeesChunks(Position.LIMIT, notes)):
            stream = get(fn(), runner)
        texts(stream, runner, limit=2)
        rest.set()
        assert notes == ["LIMIT", "chunk", "chunk", "left"]
        assert stream.content
        notes.clear()


@LAYERS
@KINDS
def test_a_layer_answers_without_sending(
    call: Any, is_async: bool, server: Server, runner: asyncio.Runner
) -> None:
    from openai.types.chat import ChatCompletion

    choice = {"index": 0, "finish_reason": "stop"}
    message = {"role": "assistant", "content": "kept"}
    content = ChatCompletion.construct(id="a", choices=[{**choice, "message": message}])
    fn = make(call, is_async, client_of(server, is_async))
    with Binding(Instead(content)):
        calling = fn()  # what is bound here counts, and not where it is awaited
    assert get(calling, runner).content == "kept"
    assert not server.requests


def test_of_equal_layers_the_one_bound_last_is_asked_first(server: Server) -> None:
    notes: list[Any] = []
    fn = make(openai.call, False, client_of(server, False))
    first, last = (Seen(Position.ANSWER, notes, name) for name in ("first", "last"))
    with Binding(first), Binding(last):
        fn()
    assert notes == ["last", "first"]


def test_threads_do_not_inherit_a_block_unless_it_holds_everywhere(
    server: Server,
) -> None:
    notes: list[Any] = []
    fn = make(openai.call, False, client_of(server, False))
    for everywhere in (False, True):
        with Binding(Seen(Position.CACHE, notes), everywhere=everywhere):
            thread = threading.Thread(target=fn)
            thread.start()
            thread.join()
        assert notes == ["CACHE"] * everywhere


def test_a_flow_that_nobody_drives_any_more_ends_quietly() -> None:
    flow = source_flow(iter("ab"))
    step: Any = next(flow)
    assert isinstance(flow.send(step()), Emit)
    flow.close()  # as the garbage collector does it
    assert list(flow) == []
