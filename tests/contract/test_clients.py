"""Which client serves a call: shared defaults, the user's own, the wrong kind."""

from __future__ import annotations

import asyncio
import os
import pickle
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any

import pytest
from pydantic import BaseModel

import mirascope
from mirascope import llm
from mirascope.exceptions import MissingKeyError
from tests.server import Answer, Call, Server

from .row import Row
from .way import Way, make_prompt

pytestmark = pytest.mark.needs("default_client")


def decorated_of(row: Row, layer: str, is_async: bool, **options: Any) -> Any:
    row.sdk.need(is_async)
    prompt = make_prompt(lambda genre: genre, is_async)
    if layer == "core":
        return row.module.call(row.model, **options)(prompt)
    return llm.call(row.provider, row.model, **options)(prompt)


def sent_keys(way: Way) -> list[str]:
    return [way.row.wire.key_of(request) for request in way.server.requests]


def test_calls_in_a_row_share_one_connection(way: Way) -> None:
    way.get(way.decorate()())
    way.server.will()
    for _ in range(3):
        way.ask()
    assert len(way.server.requests) == 3
    assert len(way.server.ports) == 1


@pytest.mark.needs("key")
def test_a_changed_key_makes_a_new_client(
    way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    decorated = way.decorate()
    for key in ("key-a", "key-b", "key-a"):
        monkeypatch.setenv(way.row.wire.key, key)
        way.get(decorated())
    assert sent_keys(way) == ["key-a", "key-b", "key-a"]


def test_a_changed_address_makes_a_new_client(
    way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    decorated = way.decorate()
    way.get(decorated())
    with Server() as other:
        monkeypatch.setenv(way.row.wire.base_key or "", other.url + way.row.wire.base)
        way.get(decorated())
        assert len(other.requests) == 1
        if way.is_async:
            way.runner.run(mirascope.aclose_clients())
        else:
            mirascope.close_clients()
    assert len(way.server.requests) == 1


NO_KEY = {
    "openai": "openai:OpenAIError",
    "groq": "groq:GroqError",
    "cohere": "cohere.core:ApiError",
    "anthropic": "builtins:TypeError",
}
"""What the SDKs raise without a key, where that is not a `ValueError`."""


@pytest.mark.needs("key")
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "stream"])
@pytest.mark.parametrize("key", [None, "", " \t"], ids=["none", "empty", "blank"])
def test_a_missing_key_is_an_error_before_any_request(
    way: Way, monkeypatch: pytest.MonkeyPatch, key: str | None, stream: bool
) -> None:
    if way.row.sdk.missing_key or way.row.id == "litellm":
        pytest.skip("the SDK finds the credentials when it sends")
    monkeypatch.delenv(way.row.wire.key)
    if key is not None:
        monkeypatch.setenv(way.row.wire.key, key)
    decorated = way.decorate(stream=stream)
    with pytest.raises(MissingKeyError, match=way.row.wire.key) as caught:
        way.get(decorated())
    assert way.server.requests == []
    module, _, name = NO_KEY.get(way.row.sdk.name, "builtins:ValueError").partition(":")
    assert isinstance(caught.value, getattr(import_module(module), name))
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301  our own
    assert (type(again), str(again)) == (type(caught.value), str(caught.value))


@pytest.mark.needs("key")
def test_a_key_that_the_sdk_finds_itself_is_missed_by_the_sdk(
    way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not (way.row.sdk.missing_key or way.row.id == "litellm"):
        pytest.skip("its key comes from a variable")
    monkeypatch.delenv(way.row.wire.key)
    with pytest.raises(
        Exception, match=way.row.sdk.missing_key or way.row.wire.key
    ) as caught:
        way.ask()
    assert not isinstance(caught.value, MissingKeyError)
    assert way.server.requests == []


def test_the_key_of_openai_is_never_sent_to_another_service(
    way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way.row.wire.key == "OPENAI_API_KEY":
        pytest.skip("this is OpenAI")
    if way.row.wire.key is not None:
        monkeypatch.delenv(way.row.wire.key)
    if way.row.wire.key is None:
        way.ask()
    else:
        with pytest.raises(
            Exception, match=way.row.sdk.missing_key or way.row.wire.key
        ):
            way.ask()
    assert os.environ["OPENAI_API_KEY"] not in str(
        [r.headers for r in way.server.requests]
    )


class Word(BaseModel):
    """A word."""

    text: str


@pytest.mark.parametrize("structured", [False, True], ids=["text", "model"])
def test_a_stream_asks_for_the_client_when_it_is_read(
    row: Row, layer: str, server: Server, structured: bool
) -> None:
    options: dict[str, Any] = {"response_model": Word} if structured else {}
    decorated = decorated_of(row, layer, True, stream=True, **options)
    if structured:
        server.will(
            Answer(
                text="", calls=(Call(name="Word", arguments='{"text": "a"}', cuts=()),)
            )
        )

    async def read(stream: Any) -> int:
        return len([item async for item in stream])

    async def after_closing() -> int:
        stream = await decorated()
        await mirascope.aclose_clients()
        return await read(stream)

    stream = asyncio.run(decorated())
    assert asyncio.run(read(stream)) > 0
    assert asyncio.run(after_closing()) > 0


def test_a_sync_stream_may_be_read_after_the_clients_were_closed(
    row: Row, layer: str, server: Server
) -> None:
    stream = decorated_of(row, layer, False, stream=True)()
    mirascope.close_clients()
    assert "".join(chunk.content for chunk, _ in stream) == "Hello wörld"


def test_two_event_loops_in_a_row(row: Row, layer: str, server: Server) -> None:
    decorated = decorated_of(row, layer, True)
    streaming = decorated_of(row, layer, True, stream=True)

    async def main() -> str:
        first = await decorated("a")
        async for _ in (stream := await streaming("b")):
            pass
        return first.content + stream.content

    assert [asyncio.run(main()) for _ in range(3)] == ["Hello wörld" * 2] * 3
    assert len(server.requests) == 6
    assert len(server.ports) == 3


def test_many_tasks_at_once(row: Row, layer: str, server: Server) -> None:
    server.will(lambda request: Answer(text=request.messages[0]["content"]))
    decorated = decorated_of(row, layer, True)
    names = [f"task {n}" for n in range(30)]

    async def main() -> list[Any]:
        return await asyncio.gather(*map(decorated, names))

    assert [response.content for response in asyncio.run(main())] == names


def test_eight_threads_at_once(row: Row, layer: str, server: Server) -> None:
    server.will(lambda request: Answer(text=request.messages[0]["content"]))
    decorated = decorated_of(row, layer, False)
    streaming = decorated_of(row, layer, False, stream=True)
    barrier = threading.Barrier(8)

    def work(number: int) -> bool:
        barrier.wait(10)
        name = f"thread {number}"
        stream = streaming(name)
        parts = [chunk.content for chunk, _ in stream]
        return decorated(name).content == "".join(parts) == stream.content == name

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(8)))


@pytest.mark.needs("client")
def test_event_loops_in_threads(row: Row, layer: str, server: Server) -> None:
    server.will(lambda request: Answer(text=request.messages[0]["content"]))
    decorated = decorated_of(row, layer, True)

    def work(number: int) -> str:
        async def main() -> str:
            return (await decorated(str(number))).content

        return asyncio.run(main())

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(8))) == [str(n) for n in range(8)]


FORK = """
import os, sys, warnings
warnings.simplefilter("ignore", DeprecationWarning)
from tests.guard import block_network
block_network()
from mirascope import llm

@llm.call(sys.argv[1], sys.argv[2])
def ask(word: str) -> str:
    return word

ask("parent before")
child = os.fork()
if not child:
    ask("child")
    os._exit(0)
status = os.waitpid(child, 0)[1]
ask("parent after")
sys.exit(os.waitstatus_to_exitcode(status))
"""


@pytest.mark.needs("client")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_a_forked_child_has_connections_of_its_own(row: Row, server: Server) -> None:
    subprocess.run(
        [sys.executable, "-c", FORK, row.provider, row.model], check=True, timeout=60
    )
    ports = {r.messages[0]["content"]: r.port for r in server.requests}
    assert len(ports) == 3
    assert ports["parent before"] == ports["parent after"] != ports["child"]


@pytest.mark.needs("client")
def test_clients_of_the_user_serve_and_stay_open(way: Way) -> None:
    client = way.client(api_key="mine")
    way.ask(client=client)
    way.collect(way.stream(client=client))
    assert sent_keys(way) == ["mine", "mine"]
    mirascope.close_clients()
    if way.is_async:
        way.runner.run(mirascope.aclose_clients())
    if hasattr(client, "is_closed"):
        assert not client.is_closed()
    way.ask(client=client)


@pytest.mark.needs("client")
def test_default_clients_can_be_closed_and_come_back(way: Way) -> None:
    way.ask()
    [before] = way.server.ports
    if way.is_async:
        way.runner.run(mirascope.aclose_clients())
    else:
        mirascope.close_clients()
    way.server.will(Answer(text="again"))
    assert way.ask().content == "again"
    assert way.server.ports != {before}


@pytest.mark.needs("client", "two_clients")
@pytest.mark.parametrize("stream", [False, True])
def test_the_wrong_kind_of_client_is_refused_at_decoration(
    way: Way, stream: bool
) -> None:
    way.row.sdk.need(not way.is_async)
    client = way.clients.get(way.row, not way.is_async)
    right = way.row.sdk.clients[way.is_async]
    with pytest.raises(TypeError, match=rf"\b{right}\b"):
        way.decorate(client=client, stream=stream)
    assert way.server.requests == []


@pytest.mark.needs("client", "two_clients")
@pytest.mark.parametrize("stream", [False, True])
def test_the_wrong_kind_of_client_is_refused_in_a_config(
    way: Way, stream: bool
) -> None:
    way.row.sdk.need(not way.is_async)
    client = way.clients.get(way.row, not way.is_async)
    right = way.row.sdk.clients[way.is_async]
    config = {"messages": [way.native("user", "x")], "client": client}
    with pytest.raises(TypeError, match=rf"\b{right}\b"):
        way.ask(lambda _: config, stream=stream)
    assert way.server.requests == []


@pytest.mark.needs("client")
@pytest.mark.needs("chat")
def test_something_that_looks_like_a_client_is_used_as_it_is(way: Way) -> None:
    real = way.client()

    class Proxy:
        def __getattr__(self, name: str) -> Any:
            return getattr(real, name)

    assert way.ask(client=Proxy()).content == "Hello wörld"


@pytest.mark.needs("client")
def test_secrets_are_in_no_repr(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "sk-very-secret"
    if way.row.wire.key is not None:
        monkeypatch.setenv(way.row.wire.key, secret)
    client = way.client(api_key=secret)
    headers = {"extra_headers": {"Authorization": f"Bearer {secret}"}}
    if "extra_headers" not in way.row.has:
        headers = {}
    say = lambda _: {  # noqa: E731
        "messages": [way.native("user", "x")],
        "client": client,
        "call_params": headers,
    }
    decorated = way.decorate(say)
    response = way.get(decorated())
    stream = way.get(way.decorate(say, stream=True)())
    way.collect(stream)
    for value in (decorated, response, stream, stream.construct_call_response()):
        assert secret not in repr(value)
        assert secret not in str(value)
    assert secret not in response.model_dump_json()
