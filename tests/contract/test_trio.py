"""Under trio a default client works, or says in one sentence what to pass."""

from __future__ import annotations

import threading
from importlib.metadata import version
from typing import Any

import pytest

import mirascope
from mirascope import llm
from mirascope.exceptions import ClientTypeError
from tests.server import Answer, Fault, Server

from .row import Row
from .test_clients import decorated_of

trio = pytest.importorskip("trio")
pytestmark = [
    pytest.mark.needs("default_client"),
    # So does trio call what the SDKs leave to the garbage collector.
    pytest.mark.filterwarnings("ignore:Async generator:ResourceWarning"),
]

ASYNCIO = {"google", "gemini", "vertex", "azure", "bedrock", "litellm", "mistral"}
"""The providers whose SDKs run in asyncio alone."""


def test_a_default_client_works_or_says_what_to_pass(
    row: Row, layer: str, server: Server
) -> None:
    whole = decorated_of(row, layer, True)
    streaming = decorated_of(row, layer, True, stream=True)

    async def main() -> list[str]:
        first = await whole()
        texts = [chunk.content async for chunk, _ in await streaming()]
        await mirascope.aclose_clients()
        return [first.content, "".join(texts), (await whole()).content]

    if row.provider == "groq" and version("groq").startswith("0."):
        pytest.skip("this version of its SDK runs in asyncio alone")
    if row.provider == "litellm":
        pytest.skip("it has no client of ours, and runs in asyncio alone")
    if row.provider in ASYNCIO:
        with pytest.raises(ClientTypeError, match=r"asyncio only.*`client=`"):
            trio.run(main)
        assert server.requests == []
    else:
        assert [trio.run(main) for _ in range(2)] == [["Hello wörld"] * 3] * 2


def test_tries_waits_and_time_limits_work_there_too(
    row: Row, layer: str, server: Server
) -> None:
    if row.provider in ASYNCIO or (
        row.provider == "groq" and version("groq").startswith("0.")
    ):
        pytest.skip("its SDK runs in asyncio alone")
    policy = llm.RetryPolicy(attempts=3, max_wait_s=0.01)
    never = threading.Event()
    options: list[dict[str, Any]] = [{}, {"stream": True}]

    async def read(answer: Any) -> str:
        if hasattr(type(answer), "__aiter__"):
            return "".join([chunk.content async for chunk, _ in answer])
        return answer.content

    async def main() -> None:
        for option in options:
            server.will(*[Answer(fault=Fault(status=503))] * 2, Answer())
            ask = decorated_of(row, layer, True, retries=policy, timeout=30, **option)
            assert await read(await ask()) == "Hello wörld"
            assert len(server.requests) == 3
            server.will(Answer(fault=Fault(hold=never)))
            ask = decorated_of(row, layer, True, retries=policy, timeout=0.3, **option)
            with pytest.raises(Exception) as caught:  # noqa: PT011
                await read(await ask())
            assert llm.classify(caught.value) is llm.APITimeoutError
            assert len(server.requests) == 1
            server.will(Answer(fault=Fault(status=429, headers={"retry-after": "60"})))
            long = llm.RetryPolicy(max_wait_s=100)
            ask = decorated_of(row, layer, True, retries=long, **option)
            with trio.move_on_after(0.3) as scope:
                await read(await ask())
            assert scope.cancelled_caught
            assert len(server.requests) == 1
        await mirascope.aclose_clients()

    trio.run(main)
    never.set()
