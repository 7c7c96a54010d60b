"""A wait between two tries ends at once when it is cancelled, interrupted or closed."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from typing import Any

import pytest

from mirascope import llm
from mirascope.core import openai
from tests.server import Answer, Fault, Server

sdk = pytest.importorskip("openai")

FAILS = Answer(fault=Fault(status=500))
LONG = llm.RetryPolicy(attempts=9, max_wait_s=1000)
STREAMS = pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])


def client_of(server: Server, is_async: bool = False) -> Any:
    kind = sdk.AsyncOpenAI if is_async else sdk.OpenAI
    return kind(base_url=server.url + "/v1", api_key="k")


def asked_to_wait() -> Answer:
    return Answer(fault=Fault(status=429, headers={"retry-after": "900"}))


@STREAMS
def test_cancelling_ends_a_wait(
    server: Server, runner: asyncio.Runner, stream: bool
) -> None:
    server.will(asked_to_wait())

    @openai.call(
        "gpt-4o-mini", client=client_of(server, True), retries=LONG, stream=stream
    )
    async def ask() -> str:
        return "hi"

    async def read() -> None:
        answer = await ask()
        if stream:
            async for _ in answer:
                pass

    async def main() -> None:
        task = asyncio.ensure_future(read())
        while not server.requests:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        assert not task.done()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await read()

    runner.run(main())
    assert len(server.requests) == 2


@STREAMS
def test_an_interrupt_ends_a_wait(server: Server, stream: bool) -> None:
    if threading.current_thread() is not threading.main_thread():
        pytest.skip("signals reach the main thread alone")
    server.will(asked_to_wait())
    ask = openai.call(
        "gpt-4o-mini", client=client_of(server), retries=LONG, stream=stream
    )(lambda: "hi")

    def interrupt() -> None:
        while not server.requests:
            time.sleep(0.01)
        time.sleep(0.1)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    # A process that a shell began in the background ignores the signal.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        thread.start()
        with pytest.raises(KeyboardInterrupt):
            list(ask())
        thread.join()
    finally:
        signal.signal(signal.SIGINT, before)
    assert len(server.requests) == 1


def test_closing_an_async_stream_ends_its_wait(
    server: Server, runner: asyncio.Runner
) -> None:
    server.will(asked_to_wait())

    @llm.call(
        "openai/gpt-4o-mini", client=client_of(server, True), retries=LONG, stream=True
    )
    async def ask() -> str:
        return "hi"

    async def main() -> list[Any]:
        stream = await ask()

        async def read() -> list[Any]:
            return [pair async for pair in stream]

        task = asyncio.ensure_future(read())
        while not server.requests:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        await stream.aclose()
        return await task

    assert runner.run(main()) == []
    assert len(server.requests) == 1


def test_a_stream_that_another_thread_closed_is_not_sent_again(server: Server) -> None:
    server.will(asked_to_wait())
    ask = openai.call(
        "gpt-4o-mini", client=client_of(server), retries=LONG, stream=True
    )(lambda: "hi")
    stream = ask()
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.extend(stream))
    thread.start()
    while not server.requests:
        time.sleep(0.01)
    time.sleep(0.05)
    stream.close()
    thread.join()
    assert found == []
    assert len(server.requests) == 1


def test_a_stream_that_is_left_was_not_sent_again(server: Server) -> None:
    server.will(FAILS, Answer(text=("a", "b", "c")))
    policy = llm.RetryPolicy(max_wait_s=0.001)
    ask = openai.call(
        "gpt-4o-mini", client=client_of(server), retries=policy, stream=True
    )(lambda: "hi")
    stream = ask()
    for chunk, _ in stream:
        if chunk.content:
            break
    stream.close()
    assert stream.content == "a"
    assert len(server.requests) == 2
    assert len(stream.attempts) == 2
