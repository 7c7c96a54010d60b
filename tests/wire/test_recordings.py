"""Recorded answers, replayed behind the real SDKs, say to us what is in them."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pytest
from pydantic import create_model

from mirascope import llm
from mirascope.core import BaseMessageParam, BaseTool
from mirascope.core.base import ToolResultPart
from mirascope.exceptions import NoAnswerError
from tests.emulator import shared

from .recordings import JSON, Expected, Recording, all_recordings, replay_module
from .sources import SOURCES
from .sources.source import Source, find, is_there

RECORDINGS = all_recordings()
if not RECORDINGS:
    pytest.skip(f"no recordings in {shared() / 'wire'}", allow_module_level=True)

# An older google-genai says so of words that it does not know yet.
pytestmark = pytest.mark.filterwarnings("ignore:.* is not a valid:UserWarning")

OTHER_APIS = {
    "responses": "OpenAI's Responses API, which the library does not use",
    "messages/count_tokens": "counts tokens before a call, and is no chat",
    "countTokens": "counts tokens before a call, and is no chat",
    "api/chat": "Ollama's own API; the library asks its chat completions",
    "api/generate": "Ollama's own API; the library asks its chat completions",
}
"""Endpoints that no provider of ours asks."""
SPLITS = ("line", 61)
"""Where else a stream is cut than between its events."""
CASES = [
    (source, recording)
    for source in SOURCES
    if source.is_installed
    for recording in RECORDINGS
    if source.takes(recording)
]


def of(
    fits: Callable[[Source, Recording, Expected], bool], **more: list[Any]
) -> pytest.MarkDecorator:
    """Run a test for the recordings that fit."""
    chosen = [case for case in CASES if fits(*case, case[0].read(case[1]))]
    return pytest.mark.parametrize(
        ("source", "recording"),
        chosen,
        ids=[f"{source.id}-{recording.id}" for source, recording in chosen],
    )


@pytest.fixture(scope="session")
def replay() -> Iterator[Any]:
    """The replay server, whose recording each test sets."""
    server = replay_module().ReplayServer([], repeat_last=True)
    with server:
        yield server


@dataclass
class Clients:
    """One client of each kind, kept for all recordings."""

    url: str
    runner: asyncio.Runner
    made: dict[tuple[str, str, bool], Any]

    def get(self, source: Source, recording: Recording, is_async: bool) -> Any:
        key = (source.id, source.kind(recording), is_async and not source.one_client)
        if key not in self.made:
            assert source.make is not None
            made = self._wait(source.make(self.url, key[1], is_async), is_async)
            self.made[key] = made
        return self.made[key]

    def close(self) -> None:
        sources = {source.id: source for source in SOURCES}
        for (id, _, is_async), client in self.made.items():
            source = sources[id]
            self._wait(source.close(client), is_async or source.one_client)

    def _wait(self, value: Any, is_async: bool) -> Any:
        if not (is_async and inspect.isawaitable(value)):
            return value

        async def wait() -> Any:
            return await value

        return self.runner.run(wait())


@pytest.fixture(scope="session")
def clients(replay: Any, runner: asyncio.Runner) -> Iterator[Clients]:
    """The SDKs' clients, which the real wire goes through."""
    clients = Clients(replay.url, runner, {})
    yield clients
    clients.close()


@dataclass
class Way:
    """A way of asking for a recorded answer."""

    layer: str
    is_async: bool
    source: Source
    recording: Recording
    replay: Any
    clients: Clients
    runner: asyncio.Runner

    def ask(self, split: Any = "event", say: Any = "hi", **options: Any) -> Any:
        """Get the recorded answer, or the stream of it."""
        self.replay.exchanges = [self.recording.data]
        self.replay.split = split
        self.replay.reset()
        source = self.source
        if source.make is not None:
            client = self.clients.get(source, self.recording, self.is_async)
            options["client"] = client
        options |= source.options(self.clients.url)
        decorator = self.decorator(source.model(self.recording), options)
        if not self.is_async:
            return decorator(lambda: say)()

        async def prompt() -> Any:
            return say

        return self.runner.run(decorator(prompt)())

    def decorator(self, model: str, options: dict[str, Any]) -> Any:
        if self.layer == "llm":
            return llm.call(self.source.provider, model, **options)
        package = import_module(f"mirascope.core.{self.source.package}")
        return package.call(model, **options)

    def collect(self, stream: Any) -> list[Any]:
        if not self.is_async:
            return list(stream)

        async def collect() -> list[Any]:
            return [item async for item in stream]

        return self.runner.run(collect())

    def get(self, **options: Any) -> Any:
        """Get the recorded answer; a stream is read to its end."""
        if not self.recording.streams:
            return self.ask(**options)
        stream = self.ask(stream=True, **options)
        self.collect(stream)
        return stream.construct_call_response()


WAYS = {"core-sync": ("core", False), "llm-async": ("llm", True)}
"""The ways in which a recording is asked for; `tests/contract` takes the others too."""


@pytest.fixture(params=WAYS.values(), ids=WAYS.keys())
def way(
    request: pytest.FixtureRequest,
    source: Source,
    recording: Recording,
    replay: Any,
    clients: Clients,
    runner: asyncio.Runner,
) -> Way:
    layer, is_async = request.param
    if is_async and source.async_needs and not is_there(source.async_needs):
        pytest.skip(f"`{source.async_needs}` is not installed")
    if lost := source.lost(recording):
        pytest.skip(f"the installed SDK does not know {lost}")
    return Way(layer, is_async, source, recording, replay, clients, runner)


def test_every_recording_is_read_or_of_another_api() -> None:
    for recording in RECORDINGS:
        taken = any(source.takes(recording) for source in SOURCES)
        assert taken != (recording.endpoint in OTHER_APIS), recording.id
    for source in SOURCES:
        assert any(source.takes(recording) for recording in RECORDINGS), source.id


def check(response: Any, way: Way, expected: Expected) -> None:
    """Compare a response with what was recorded."""
    assert response.content == expected.text
    assert (response.thinking or "") == expected.thinking
    assert (response.refusal or "") == expected.refusal
    check_tokens(response, expected)
    assert (response.cached_tokens or 0) == (expected.cached or 0)
    assert (response.id or "") == (expected.id or "")
    assert (response.model or "") == (expected.model or "")
    core = response if way.layer == "core" else response._response
    check_finish(core, way.source, expected)
    check_calls(core, expected)
    assert repr(response)
    assert json.loads(response.model_dump_json())["content"] == expected.text


def check_tokens(asked: Any, expected: Expected) -> None:
    if expected.is_counted:
        assert (asked.input_tokens, asked.output_tokens) == (
            expected.input,
            expected.output,
        )


def check_finish(core: Any, source: Source, expected: Expected) -> None:
    if expected.blocked:
        assert core.common_finish_reasons == ["content_filter"]
        return
    assert (core.finish_reasons or []) == expected.finish
    known = (
        {**source.words, source.done: "tool_calls"} if expected.calls else source.words
    )
    words = [known[word] for word in expected.finish or () if word in known]
    assert (core.common_finish_reasons or []) == words


def check_calls(core: Any, expected: Expected) -> None:
    message = core.common_message_param
    assert message.role == "assistant"
    parts = [] if isinstance(message.content, str) else message.content
    calls = [
        (part.id, part.name, part.args) for part in parts if part.type == "tool_call"
    ]
    assert [call[1:] for call in calls] == [call[1:] for call in expected.calls]
    assert [id for id, _, _ in calls if id] == [id for id, _, _ in expected.calls if id]


def is_whole(source: Source, recording: Recording, expected: Expected) -> bool:
    return not recording.streams and expected.failure is None


def is_stream(source: Source, recording: Recording, expected: Expected) -> bool:
    return recording.streams and expected.failure is None


@of(is_whole)
def test_a_whole_answer(way: Way) -> None:
    expected = way.source.read(way.recording)
    response = way.ask(tools=make_tools(expected))
    check(response, way, expected)
    check_tools(response.tools or [], expected)


@of(is_stream)
def test_a_streamed_answer(way: Way) -> None:
    check_stream(way, "event")


@pytest.mark.parametrize(
    "way", [("llm", False), ("llm", True)], ids=["sync", "async"], indirect=True
)
@pytest.mark.parametrize("split", SPLITS)
@of(is_stream)
def test_a_stream_may_be_cut_anywhere(way: Way, split: Any) -> None:
    check_stream(way, split)


def check_stream(way: Way, split: Any) -> None:
    """Compare a stream, and what is made of it, with what was recorded."""
    expected = way.source.read(way.recording)
    stream = way.ask(split, stream=True, tools=make_tools(expected))
    pairs = way.collect(stream)
    assert (
        "".join(chunk.content for chunk, _ in pairs) == expected.text == stream.content
    )
    check_tokens(stream, expected)
    check_tools([tool for _, tool in pairs if tool], expected)
    response = stream.construct_call_response()
    check(response, way, expected)
    check_tools(response.tools or [], expected)


@of(
    lambda source, _, expected: (
        expected.failure is None and bool(source.tidy(expected.blocks))
    )
)
def test_every_block_survives_and_goes_back(way: Way) -> None:
    source, content = way.source, way.source.read(way.recording)
    wanted = source.tidy(content.blocks)
    response = way.get()
    if way.layer == "core":
        check_kept(source.tidy(source.blocks_of(response.message_param)), wanted)
    results = [
        BaseMessageParam(
            role="tool",
            content=[
                ToolResultPart(type="tool_result", name=name, content="done", id=id)
            ],
        )
        for id, name, _ in content.calls
    ]
    user = BaseMessageParam(role="user", content="go on")
    way.get(say=[user, response.message_param, *results, user])
    body = way.replay.requests[-1]["body"]
    answers = [m for m in body[source.messages] if m["role"] == source.assistant]
    assert len(answers) == 1
    check_kept(source.tidy(source.blocks_of(answers[0])), wanted)


def check_kept(kept: Any, wanted: Any) -> None:
    """Compare what was kept with what was recorded, where nulls say nothing."""
    if isinstance(wanted, dict):
        assert isinstance(kept, dict)
        for name, value in wanted.items():
            if value is not None:
                check_kept(kept.get(name), value)
    elif isinstance(wanted, list):
        assert isinstance(kept, list)
        assert len(kept) == len(wanted), (kept, wanted)
        for one, other in zip(kept, wanted, strict=True):
            check_kept(one, other)
    else:
        assert kept == wanted


def make_tools(expected: Expected) -> list[type[BaseTool]]:
    """Make tools that take the arguments that were recorded."""
    fields: dict[str, JSON] = {}
    for _, name, given in expected.calls:
        fields.setdefault(name, {}).update(given)
    tools = []
    for name, given in fields.items():
        annotations = dict.fromkeys(public(given), (Any, None))
        tool = create_model("Tool", __base__=BaseTool, **annotations)
        tool = type(
            "Tool",
            (tool,),
            {
                "__doc__": "A tool.",
                "_name": classmethod(lambda _, name=name: name),
                "call": lambda self: None,
            },
        )
        tools.append(tool)
    return tools


def public(given: JSON) -> JSON:
    """Leave out what pydantic takes for a private attribute."""
    return {name: value for name, value in given.items() if name[0] != "_"}


def check_tools(tools: list[Any], expected: Expected) -> None:
    assert [tool._name() for tool in tools] == [name for _, name, _ in expected.calls]
    for tool, (id, _, given) in zip(tools, expected.calls, strict=True):
        given = public(given)
        assert {name: tool.args[name] for name in given} == given
        assert tool.delta is None
        if id:
            assert tool.id == given.get("id", id), "arguments come first"


@of(lambda source, recording, expected: recording.fails)
def test_a_recorded_error_is_the_sdks_own(way: Way) -> None:
    expected = way.source.error(way.recording)

    def go() -> None:
        stream = way.ask(stream=way.recording.asks_for_stream)
        if way.recording.asks_for_stream:
            way.collect(stream)

    with pytest.raises(expected) as caught:
        go()
    assert way.source.status_of(caught.value) == way.recording.status


@of(
    lambda source, recording, expected: (
        not recording.streams and not recording.fails and expected.failure is not None
    )
)
def test_an_error_in_the_place_of_an_answer_can_be_seen(way: Way) -> None:
    with pytest.raises(NoAnswerError) as caught:
        way.ask()
    response: Any = caught.value.response
    assert response.content == ""
    native = response.response
    error = native["error"] if hasattr(native, "keys") else native.model_extra["error"]
    assert error == way.source.read(way.recording).failure
    assert error["message"][:40] in str(caught.value)


@of(
    lambda source, recording, expected: (
        recording.streams and expected.failure is not None and bool(source.broken)
    )
)
def test_an_error_in_the_midst_of_a_stream(way: Way) -> None:
    stream = way.ask(stream=True)
    with pytest.raises(tuple(find(name) for name in way.source.broken)):
        way.collect(stream)
    expected = way.source.read(way.recording)
    assert stream.content == expected.text
    if expected.text or expected.thinking:
        response = stream.construct_call_response()
        assert response.content == expected.text
        assert (response.thinking or "") == expected.thinking
