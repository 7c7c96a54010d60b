"""Recorded answers, replayed behind the real SDKs, say to us what is in them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pytest
from pydantic import create_model

from mirascope import llm
from mirascope.core import BaseTool
from tests.emulator import shared

from .recordings import Recording, Said, recordings, replay_module

PROVIDERS = ("openai", "azure", "groq", "xai", "ollama", "openai_compat", "openrouter")
RECORDINGS = recordings(*PROVIDERS)
if not RECORDINGS:
    pytest.skip(f"no recordings in {shared() / 'wire'}", allow_module_level=True)

SPLITS = ("event", "line", 1000, 61)
OURS = {"groq": "groq", "xai": "xai", "ollama": "ollama"}
PACKAGES = {"ollama": "openai"}


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
    made: dict[tuple[str, bool], Any]

    def get(self, recording: Recording, is_async: bool) -> Any:
        sdk = "groq" if recording.provider == "groq" else "openai"
        is_azure = "/deployments/" in recording.data["request"]["path"]
        kind = "Azure" if is_azure else ""
        name = f"{'Async' if is_async else ''}{kind}{sdk_class(sdk)}"
        if (name, is_async) not in self.made:
            options: dict[str, Any] = {"api_key": "k", "max_retries": 0}
            if is_azure:
                options |= {"azure_endpoint": self.url, "api_version": "2024-10-21"}
            else:
                options["base_url"] = self.url + ("" if sdk == "groq" else "/v1")
            self.made[name, is_async] = getattr(import_module(sdk), name)(**options)
        return self.made[name, is_async]


def sdk_class(sdk: str) -> str:
    return {"openai": "OpenAI", "groq": "Groq"}[sdk]


@pytest.fixture(scope="session")
def clients(replay: Any, runner: asyncio.Runner) -> Iterator[Clients]:
    """The SDKs' clients, which the real wire goes through."""
    clients = Clients(replay.url, {})
    yield clients
    for (_, is_async), client in clients.made.items():
        if is_async:
            runner.run(client.close())
        else:
            client.close()


@dataclass
class Way:
    """A way of asking for a recorded answer."""

    layer: str
    is_async: bool
    replay: Any
    clients: Clients
    runner: asyncio.Runner

    def ask(self, recording: Recording, split: Any = "event", **options: Any) -> Any:
        """Get the recorded answer, or the stream of it."""
        self.replay.exchanges = [recording.data]
        self.replay.split = split
        self.replay.reset()
        options["client"] = self.clients.get(recording, self.is_async)
        decorator = self.decorator(recording, options)
        if not self.is_async:
            return decorator(lambda: "hi")()

        async def hi() -> str:
            return "hi"

        return self.runner.run(decorator(hi)())

    def decorator(self, recording: Recording, options: dict[str, Any]) -> Any:
        provider = OURS.get(recording.provider, "openai")
        if self.layer == "llm":
            return llm.call(provider, recording.model, **options)
        package = import_module(f"mirascope.core.{PACKAGES.get(provider, provider)}")
        return package.call(recording.model, **options)

    def collect(self, stream: Any) -> list[Any]:
        if not self.is_async:
            return list(stream)

        async def collect() -> list[Any]:
            return [item async for item in stream]

        return self.runner.run(collect())


@pytest.fixture(params=["core", "llm"])
def layer(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def way(
    request: pytest.FixtureRequest,
    layer: str,
    replay: Any,
    clients: Clients,
    runner: asyncio.Runner,
) -> Way:
    return Way(layer, request.param, replay, clients, runner)


def of(*, streams: bool, fails: bool = False) -> Any:
    chosen = [
        recording
        for recording in RECORDINGS
        if recording.streams == streams
        and (recording.said.failure is not None) == fails
    ]
    return pytest.mark.parametrize("recording", chosen, ids=lambda r: r.id)


def check(response: Any, said: Said, layer: str) -> None:
    """Compare a response with what was recorded."""
    assert response.content == said.text
    assert (response.thinking or "") == said.thinking
    assert (response.refusal or "") == said.refusal
    core = response if layer == "core" else response._response
    assert (core.finish_reasons or []) == said.finish
    assert (response.input_tokens, response.output_tokens) == said.tokens
    assert (response.cached_tokens or 0) == (said.cached or 0)
    assert (response.id or "") == (said.id or "")
    assert (response.model or "") == (said.model or "")
    assert repr(response)
    assert json.loads(response.model_dump_json())["content"] == said.text
    check_calls(core, said)


def check_calls(core: Any, said: Said) -> None:
    message = core.common_message_param
    assert message.role == "assistant"
    parts = [] if isinstance(message.content, str) else message.content
    calls = [
        (part.id, part.name, part.args) for part in parts if part.type == "tool_call"
    ]
    wanted = []
    for id, name, text in said.calls:
        wanted.append((id, name, json.loads(text or "{}")))
    assert [(name, args) for _, name, args in calls] == [
        (name, args) for _, name, args in wanted
    ]
    assert [id for id, _, _ in calls if id] == [id for id, _, _ in wanted if id]
    for call in core.message_param.get("tool_calls") or ():
        assert isinstance(call["function"]["arguments"], str)


@of(streams=False)
def test_a_whole_answer(way: Way, recording: Recording) -> None:
    check(way.ask(recording), recording.said, way.layer)


@pytest.mark.parametrize("split", SPLITS)
@of(streams=True)
def test_a_streamed_answer(way: Way, recording: Recording, split: Any) -> None:
    stream = way.ask(recording, split, stream=True)
    pairs = way.collect(stream)
    said = recording.said
    assert "".join(chunk.content for chunk, _ in pairs) == said.text == stream.content
    assert (stream.input_tokens, stream.output_tokens) == said.tokens
    response = stream.construct_call_response()
    check(response, said, way.layer)


def make_tools(said: Said) -> list[type[BaseTool]]:
    """Make tools that take the arguments that were recorded."""
    fields: dict[str, dict[str, Any]] = {}
    for _, name, text in said.calls:
        fields.setdefault(name, {}).update(json.loads(text or "{}"))
    tools = []
    for name, arguments in fields.items():
        annotations = dict.fromkeys(arguments, (Any, None))
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


def with_calls(*, streams: bool) -> Any:
    chosen = [
        recording
        for recording in RECORDINGS
        if recording.streams == streams
        and recording.said.calls
        and not recording.said.failure
    ]
    return pytest.mark.parametrize("recording", chosen, ids=lambda r: r.id)


def check_tools(tools: list[Any], said: Said) -> None:
    assert [tool._name() for tool in tools] == [name for _, name, _ in said.calls]
    for tool, (id, _, text) in zip(tools, said.calls, strict=True):
        given = json.loads(text or "{}")
        assert {name: tool.args[name] for name in given} == given
        assert tool.delta is None
        if id:
            assert tool.tool_call.id == id
            assert tool.id == given.get("id", id), "arguments come first"


@with_calls(streams=False)
def test_the_tools_of_a_whole_answer(way: Way, recording: Recording) -> None:
    said = recording.said
    response = way.ask(recording, tools=make_tools(said))
    check_tools(response.tools, said)
    assert response.tool is response.tools[0]


@pytest.mark.parametrize("split", SPLITS)
@with_calls(streams=True)
def test_the_tools_of_a_streamed_answer(
    way: Way, recording: Recording, split: Any
) -> None:
    said = recording.said
    stream = way.ask(recording, split, tools=make_tools(said), stream=True)
    check_tools([tool for _, tool in way.collect(stream) if tool], said)
    check_tools(stream.construct_call_response().tools, said)


ERRORS = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
}


@of(streams=False, fails=True)
def test_a_recorded_error_is_the_sdks_own(way: Way, recording: Recording) -> None:
    if recording.status < 400:
        response = way.ask(recording)
        assert response.content == ""
        assert response.response.model_extra["error"] == recording.said.failure
        return
    sdk = import_module("groq" if recording.provider == "groq" else "openai")

    def go() -> None:
        way.collect(way.ask(recording, stream=recording.asks_for_stream))

    with pytest.raises(sdk.APIStatusError) as caught:
        go()
    assert caught.value.status_code == recording.status
    assert type(caught.value) is getattr(sdk, ERRORS[recording.status])


@of(streams=True, fails=True)
def test_an_error_in_the_midst_of_a_stream(way: Way, recording: Recording) -> None:
    sdk = import_module("groq" if recording.provider == "groq" else "openai")
    stream = way.ask(recording, stream=True)
    with pytest.raises(sdk.APIError):
        way.collect(stream)
    said = recording.said
    assert stream.content == said.text
    if said.text or said.thinking:
        response = stream.construct_call_response()
        assert response.content == said.text
        assert (response.thinking or "") == said.thinking
