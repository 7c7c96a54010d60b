"""The loopback server, as the SDKs themselves see it."""

from __future__ import annotations

import json
import socket

import pytest

from tests.guard import NetworkBlockedError
from tests.server import Answer, Call, Fault, Server

openai = pytest.importorskip("openai")


@pytest.fixture
def client(server: Server):
    with openai.OpenAI(
        base_url=server.url + "/v1", api_key="k", max_retries=0
    ) as client:
        yield client


def ask(client, **more):
    messages = [{"role": "user", "content": "hi"}]
    return client.chat.completions.create(model="m", messages=messages, **more)


def test_connections_that_leave_the_machine_are_refused() -> None:
    with pytest.raises(NetworkBlockedError):
        socket.create_connection(("192.0.2.1", 80))
    with pytest.raises(NetworkBlockedError):
        socket.getaddrinfo("example.com", 80)


def test_whole_and_streamed_answers_say_the_same(client, server: Server) -> None:
    server.will(Answer(text=("a", "b")))
    whole = ask(client)
    chunks = list(ask(client, stream=True, stream_options={"include_usage": True}))
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert whole.choices[0].message.content == text == "ab"
    assert whole.usage == chunks[-1].usage


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_bytes_can_be_cut_anywhere(client, server: Server, size: int) -> None:
    server.will(Answer(text="wörld ☃", cut=size))
    chunks = list(ask(client, stream=True))
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert text == "wörld ☃"


@pytest.mark.parametrize("layout", ["pieces", "whole", "interleaved", "together"])
def test_tool_calls_arrive_in_every_layout(client, server: Server, layout) -> None:
    calls = (
        Call(name="one", arguments='{"a": "bcdefg"}', id="call_1"),
        Call(name="two", arguments='{"h": [1, 2, 3]}', id="call_2"),
    )
    server.will(Answer(text="", calls=calls, layout=layout))
    found: dict[int, str] = {}
    for chunk in ask(client, stream=True):
        for entry in (chunk.choices and chunk.choices[0].delta.tool_calls) or ():
            found[entry.index] = found.get(entry.index, "") + entry.function.arguments
    assert list(map(json.loads, found.values())) == [{"a": "bcdefg"}, {"h": [1, 2, 3]}]


def test_one_connection_serves_many_requests(client, server: Server) -> None:
    for _ in range(3):
        ask(client)
    assert len(server.ports) == 1
    assert [r.headers["authorization"] for r in server.requests] == ["Bearer k"] * 3


def test_failures_reach_the_client_as_they_are(client, server: Server) -> None:
    server.will(Answer(fault=Fault(status=429)))
    with pytest.raises(openai.RateLimitError):
        ask(client)
    server.will(Answer(fault=Fault(disconnect=True)))
    with pytest.raises(openai.APIConnectionError):
        ask(client)
    server.will(Answer(fault=Fault(malformed=True)))
    with pytest.raises(json.JSONDecodeError):
        ask(client)


def test_a_broken_stream_is_an_error_and_an_early_end_is_not(
    client, server: Server
) -> None:
    server.will(Answer(fault=Fault(end_early=2)))
    assert len(list(ask(client, stream=True))) == 2
    server.will(Answer(fault=Fault(break_after=2)))
    with pytest.raises(Exception, match=r"peer closed|incomplete|Connection error"):
        list(ask(client, stream=True))


def test_azure_paths_carry_the_model(server: Server) -> None:
    version = "2024-10-21"
    with openai.AzureOpenAI(
        azure_endpoint=server.url, api_version=version, api_key="k"
    ) as client:
        assert ask(client).model == "m"
        assert server.last.query == f"api-version={version}"
        chunks = list(ask(client, stream=True))
    assert chunks[0].choices == []


def test_a_client_that_leaves_late_counts_for_its_own_script(server: Server) -> None:
    server.will(Answer())
    with openai.OpenAI(base_url=server.url + "/v1", api_key="k") as client:
        ask(client)
    earlier = server.last
    server.will(Answer())
    server.gave_up(earlier)
    assert server.left == 0
    server.requests.append(earlier)
    server.gave_up(earlier)
    assert server.left == 1
