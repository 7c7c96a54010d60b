"""Clients of boto3 and aiobotocore: the default ones and every form a user may give."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.util import find_spec
from typing import Any

import pytest

pytest.importorskip("boto3")

import mirascope
from mirascope import llm
from mirascope.core import bedrock
from mirascope.exceptions import MissingExtraError
from tests.contract.rows.bedrock import key_of
from tests.server import Answer, Server

from .asking import MODEL, ask

HAS_ASYNC = find_spec("aiobotocore") is not None
ASYNC = pytest.mark.skipif(not HAS_ASYNC, reason="aiobotocore is not installed")
SERVICE = "bedrock-runtime"
HELLO = "Hello wörld"


def decorated(client: Any = None, **options: Any) -> Callable[..., Any]:
    """Make an async call."""

    @bedrock.call(MODEL, client=client, **options)
    async def recommend() -> str:
        return "Recommend a book"

    return recommend


def get_session() -> Any:
    from aiobotocore.session import get_session

    return get_session()


async def leave() -> Any:
    """Give a client that has left its context, as the old documentation does."""
    async with get_session().create_client(SERVICE, region_name="us-east-1") as client:
        return client


def reopens() -> bool:
    """Tell whether this aiobotocore makes a client useless when it leaves."""
    import aiobotocore

    return int(aiobotocore.__version__.partition(".")[0]) > 2


async def both(client: Any) -> list[str]:
    """Call and stream once."""
    whole = await decorated(client)()
    stream = await decorated(client, stream=True)()
    text = "".join([chunk.content async for chunk, _ in stream])
    return [whole.content, text]


REGIONS = ("AWS_REGION_NAME", "AWS_REGION", "AWS_DEFAULT_REGION")


@pytest.mark.parametrize("is_async", [False, pytest.param(True, marks=ASYNC)])
@pytest.mark.parametrize("name", REGIONS)
def test_the_region_comes_from_any_of_its_variables(
    server: Server, monkeypatch: pytest.MonkeyPatch, name: str, is_async: bool
) -> None:
    monkeypatch.delenv("AWS_REGION")
    for later in REGIONS[REGIONS.index(name) :]:
        monkeypatch.setenv(later, "eu-north-1" if later == name else "eu-south-9")
    asyncio.run(decorated()()) if is_async else ask()
    assert "/eu-north-1/bedrock/" in server.last.headers["authorization"]


@pytest.mark.parametrize("is_async", [False, pytest.param(True, marks=ASYNC)])
def test_a_missing_region_is_the_sdks_own_error(
    monkeypatch: pytest.MonkeyPatch, is_async: bool
) -> None:
    from botocore.exceptions import NoRegionError

    monkeypatch.delenv("AWS_REGION")
    with pytest.raises(NoRegionError):
        asyncio.run(decorated()()) if is_async else ask()


@pytest.mark.parametrize("is_async", [False, pytest.param(True, marks=ASYNC)])
def test_a_profile_gives_region_and_keys(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, is_async: bool
) -> None:
    config = tmp_path / "config"
    config.write_text(
        "[profile books]\nregion = ap-east-1\n"
        "aws_access_key_id = key-of-profile\naws_secret_access_key = s\n"
    )
    for name in ("AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_PROFILE", "books")
    asyncio.run(decorated()()) if is_async else ask()
    assert key_of(server.last) == "key-of-profile"
    assert "/ap-east-1/" in server.last.headers["authorization"]


def test_a_changed_region_makes_a_new_client(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    regions = ("eu-north-1", "us-west-2", "eu-north-1")
    for region in regions:
        monkeypatch.setenv("AWS_REGION", region)
        ask()
    sent = [request.headers["authorization"] for request in server.requests]
    assert [text.split("/")[2] for text in sent] == list(regions)
    assert len(server.ports) == 2


def test_a_key_of_bedrock_is_a_bearer(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    from botocore import __version__

    if tuple(map(int, __version__.split(".")[:2])) < (1, 39):
        pytest.skip("this botocore knows no such keys")
    monkeypatch.setenv("AWS_BEARER_TOKEN_BEDROCK", "bedrock-key")
    ask()
    assert server.last.headers["authorization"] == "Bearer bedrock-key"


def test_one_client_serves_all_calls_and_threads(server: Server) -> None:
    mirascope.close_clients()
    ask()
    barrier = threading.Barrier(4)
    found: list[str] = []

    def work() -> None:
        barrier.wait(10)
        found.extend(ask().content for _ in range(3))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [HELLO] * 12
    assert len(server.ports) <= 4


def test_a_client_of_boto3_serves_and_stays_open(server: Server) -> None:
    import boto3

    client = boto3.client(SERVICE, region_name="us-east-1")
    assert ask(client=client).content == HELLO
    mirascope.close_clients()
    assert ask(client=client).content == HELLO
    assert len(server.ports) == 1
    client.close()


def test_a_proxy_of_a_client_serves(server: Server) -> None:
    import boto3

    real = boto3.client(SERVICE, region_name="us-east-1")

    class Proxy:
        def converse(self, **kwargs: Any) -> Any:
            return real.converse(**kwargs)

        def converse_stream(self, **kwargs: Any) -> Any:
            return real.converse_stream(**kwargs)

    assert ask(client=Proxy()).content == HELLO
    [*_, last] = ask(client=Proxy(), stream=True)
    assert last[0].usage["outputTokens"] == 3


@ASYNC
def test_one_client_serves_a_loop_and_ends_with_it(server: Server) -> None:
    async def main() -> list[str]:
        texts = await asyncio.gather(*(both(None) for _ in range(5)))
        return [*(text for two in texts for text in two), (await decorated()()).content]

    for _ in range(2):
        server.will()
        assert asyncio.run(main()) == [HELLO] * 11
        assert len(server.requests) == 11
    gc.collect()  # a session that was left open would warn, which is an error here


@ASYNC
def test_async_clients_can_be_closed_and_come_back(server: Server) -> None:
    async def main() -> list[str]:
        texts = [(await decorated()()).content]
        await mirascope.aclose_clients()
        return [*texts, (await decorated()()).content]

    assert asyncio.run(main()) == [HELLO] * 2
    assert len(server.ports) == 2


@ASYNC
def test_an_event_loop_is_not_stopped_by_what_a_client_reads(server: Server) -> None:
    script = """
import asyncio, sys, threading
from mirascope.core import bedrock
from tests.guard import block_network
block_network()

@bedrock.call("m")
async def ask() -> str:
    return "hi"

async def main() -> None:
    await ask()

threads = []
def look(event, args):
    if event == "open" and "service-2" in str(args[0]):
        threads.append(threading.current_thread() is threading.main_thread())
sys.addaudithook(look)
asyncio.run(main())
assert threads == [False], threads
asyncio.run(main())
assert threads == [False], "the models were read again"
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
    assert len(server.requests) == 2


@ASYNC
def test_an_open_client_serves_and_stays_open(server: Server) -> None:
    async def main() -> list[str]:
        session = get_session()
        async with session.create_client(SERVICE, region_name="us-east-1") as client:
            texts = await both(client)
            await mirascope.aclose_clients()
            return [*texts, *await both(client)]

    assert asyncio.run(main()) == [HELLO] * 4
    assert len(server.ports) == 1


@ASYNC
def test_a_session_serves_with_one_client_for_each_loop(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "sa-east-1")
    session = get_session()
    session.set_credentials("key-of-session", "secret")

    async def main() -> list[str]:
        return [*await both(session), *await both(session)]

    for _ in range(2):
        server.will()
        assert asyncio.run(main()) == [HELLO] * 4
        assert len(server.ports) == 1
        assert key_of(server.last) == "key-of-session"
        assert "/sa-east-1/" in server.last.headers["authorization"]


@ASYNC
def test_a_session_with_a_method_client_serves(server: Server) -> None:
    class Session:
        """As aioboto3 makes them."""

        def __init__(self) -> None:
            self._session = get_session()

        def client(self, name: str, region_name: str | None = None) -> Any:
            return self._session.create_client(name, region_name or "us-east-1")

    assert asyncio.run(both(Session())) == [HELLO] * 2
    assert len(server.ports) == 1


def make_client() -> Any:
    return get_session().create_client(SERVICE, region_name="us-east-1")


async def make_client_later() -> Any:
    return make_client()


@asynccontextmanager
async def client_context() -> AsyncIterator[Any]:
    async with make_client() as client:
        yield client


@ASYNC
@pytest.mark.parametrize("factory", [make_client, make_client_later, client_context])
def test_a_factory_is_asked_for_each_call(
    server: Server, factory: Callable[[], Any]
) -> None:
    assert asyncio.run(both(factory)) == [HELLO] * 2
    assert asyncio.run(both(factory)) == [HELLO] * 2
    assert len(server.ports) == 4
    gc.collect()


@ASYNC
def test_a_factory_may_give_an_open_client(server: Server) -> None:
    async def main() -> list[str]:
        async with make_client() as client:

            async def get_client() -> Any:
                return client

            return [*await both(get_client), *await both(lambda: client)]

    assert asyncio.run(main()) == [HELLO] * 4
    assert len(server.ports) == 1


@ASYNC
def test_what_a_factory_opened_is_closed_where_a_stream_is_left(
    server: Server,
) -> None:
    closed: list[str] = []

    @asynccontextmanager
    async def factory() -> AsyncIterator[Any]:
        try:
            async with make_client() as client:
                yield client
        finally:
            closed.append("closed")

    async def main() -> None:
        stream = await decorated(factory, stream=True)()
        async for _ in stream:
            break
        await stream.aclose()
        assert closed == ["closed"]

    asyncio.run(main())


@ASYNC
def test_a_client_that_has_left_its_context_serves(server: Server) -> None:
    client = asyncio.run(leave())
    assert asyncio.run(both(client)) == [HELLO] * 2
    if reopens():
        assert asyncio.run(both(client)) == [HELLO] * 2


@ASYNC
def test_a_config_may_give_a_client_that_has_left_its_context(server: Server) -> None:
    @bedrock.call(MODEL)
    async def recommend() -> bedrock.AsyncBedrockDynamicConfig:
        return {
            "messages": [{"role": "user", "content": [{"text": "hi"}]}],
            "client": await leave(),
        }

    async def main() -> list[str]:
        return [(await recommend()).content for _ in range(2)]

    assert asyncio.run(main()) == [HELLO] * 2


@ASYNC
def test_many_calls_share_a_client_that_was_opened_again(server: Server) -> None:
    if not reopens():
        pytest.skip("such a client is not opened again here")
    client = asyncio.run(leave())

    async def main() -> list[Any]:
        texts = await asyncio.gather(*(both(client) for _ in range(8)))
        return [*texts, await both(client)]

    assert asyncio.run(main()) == [[HELLO] * 2] * 9
    gc.collect()


@ASYNC
def test_a_client_of_another_loop_is_told_how_to_be_given(server: Server) -> None:
    async def enter() -> Any:
        return await make_client().__aenter__()

    runner, other = asyncio.Runner(), asyncio.Runner()
    with runner, other:
        client = runner.run(enter())
        assert runner.run(both(client)) == [HELLO] * 2
        with pytest.raises(TypeError, match="async with") as caught:
            other.run(both(client))
        assert "client=aiobotocore.session.get_session()" in str(caught.value)
        assert type(caught.value.__cause__).__name__ == "HTTPClientError"
        runner.run(client.close())
    # It was written before it failed, and may not have been read yet.
    server.ended(server.ports)


@ASYNC
def test_something_else_is_no_client(server: Server) -> None:
    async def unopened() -> None:
        manager = make_client()
        with pytest.raises(TypeError, match="session"):
            await decorated(manager)()
        async with manager:
            pass

    asyncio.run(unopened())
    with pytest.raises(TypeError, match="session"):
        asyncio.run(decorated("bedrock-runtime")())
    assert server.requests == []


@ASYNC
def test_a_client_of_boto3_cannot_serve_an_async_call() -> None:
    import boto3

    client = boto3.client(SERVICE, region_name="us-east-1")
    with pytest.raises(TypeError, match=r"AioSession\.create_client"):
        decorated(client)
    with pytest.raises(TypeError, match=r"boto3\.client"):
        ask(client=asyncio.run(leave()))


@pytest.mark.parametrize("is_async", [False, True])
def test_a_missing_sdk_is_named_with_its_extra(
    monkeypatch: pytest.MonkeyPatch, is_async: bool
) -> None:
    sdk = "aiobotocore" if is_async else "boto3"
    extra = r"\[bedrock-async\]" if is_async else r"\[bedrock\]"
    find = sys.modules["importlib.util"].find_spec
    monkeypatch.delitem(sys.modules, sdk, raising=False)
    monkeypatch.setattr(
        "mirascope._lazy.find_spec", lambda name: None if name == sdk else find(name)
    )
    monkeypatch.setenv("AWS_REGION", "xx-nowhere-1")  # no client of it is there yet
    with pytest.raises(MissingExtraError, match=extra):
        asyncio.run(decorated()()) if is_async else ask()


def test_the_package_needs_neither_sdk_to_be_imported() -> None:
    code = (
        "import sys; from mirascope.core import bedrock\n"
        "bedrock.call('m')(lambda: 'x')\n"
        "assert not {'boto3', 'botocore', 'aiobotocore'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env=dict(os.environ))


@ASYNC
def test_errors_of_the_service_pass_through_a_session(server: Server) -> None:
    from botocore.exceptions import ClientError

    from tests.server import Fault

    server.will(Answer(fault=Fault(status=400)))
    for client in (None, make_client):
        with pytest.raises(ClientError, match="the service says 400"):
            asyncio.run(decorated(client)())


@ASYNC
def test_the_neutral_layer_takes_the_same_clients(server: Server) -> None:
    @llm.call("bedrock", MODEL, client=make_client)
    async def recommend() -> str:
        return "hi"

    async def main() -> Any:
        return await recommend()

    assert asyncio.run(main()).content == HELLO
