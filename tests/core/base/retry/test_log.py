"""The logger `mirascope`: which attempt goes where, and nothing of what it says."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from mirascope import llm
from mirascope.core import openai
from tests.server import Answer, Fault, Server

sdk = pytest.importorskip("openai")

PROMPT, KEY, ANSWER = (
    "marker-of-the-prompt",
    "sk-marker-of-the-key",
    "marker-of-the-answer",
)
SOON = llm.RetryPolicy(attempts=2, max_wait_s=0.001, jitter=False)


def client_of(server: Server, is_async: bool = False) -> Any:
    kind = sdk.AsyncOpenAI if is_async else sdk.OpenAI
    return kind(base_url=server.url + "/v1", api_key=KEY)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    records = [one for one in caplog.records if one.name == "mirascope"]
    assert all(one.levelno == logging.DEBUG for one in records)
    for mark in (PROMPT, KEY, ANSWER, "service says"):
        assert mark not in caplog.text
        assert not any(mark in repr(vars(one)) for one in records)
    return [one.getMessage() for one in records]


@pytest.mark.parametrize("call", ["core", "llm"])
def test_each_attempt_is_logged_and_nothing_that_is_said(
    call: str, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="mirascope")
    options: dict[str, Any] = {"client": client_of(server), "retries": SOON}
    decorator = (
        openai.call("gpt-4o-mini", **options)
        if call == "core"
        else llm.call("openai/gpt-4o-mini", **options)
    )
    server.will(Answer(fault=Fault(status=500)), Answer(text=ANSWER))
    assert decorator(lambda: PROMPT)().content == ANSWER
    assert lines(caplog) == [
        "openai gpt-4o-mini: attempt 1 is sent, without the SDK's own tries",
        "openai gpt-4o-mini: attempt 1 ended with InternalServerError",
        "openai gpt-4o-mini: attempt 1 of 2 failed with InternalServerError, and "
        "waits for 0.001 s",
        "openai gpt-4o-mini: attempt 2 is sent, without the SDK's own tries",
        "openai gpt-4o-mini: attempt 2 brought an answer, read from its bytes",
    ]


def test_streams_are_logged_too(
    server: Server, runner: asyncio.Runner, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="mirascope")

    @llm.call("openai/gpt-4o-mini", client=client_of(server, True), stream=True)
    async def ask() -> str:
        return PROMPT

    async def read(most: int) -> None:
        stream = await ask()
        async for _ in stream:
            most -= 1
            if not most:
                break
        await stream.aclose()

    begin = [
        "openai gpt-4o-mini: attempt 1 is sent, with the SDK's own tries",
        "openai gpt-4o-mini: attempt 1 brought its first chunk, read from its bytes",
    ]
    for most, end in ((99, "has ended"), (1, "was left")):
        caplog.clear()
        server.will(Answer(text=ANSWER))
        runner.run(read(most))
        assert lines(caplog) == [*begin, f"openai gpt-4o-mini: attempt 1 {end}"]


def test_nothing_is_logged_unless_it_is_wanted(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="mirascope")
    openai.call("gpt-4o-mini", client=client_of(server), retries=SOON)(lambda: "hi")()
    assert lines(caplog) == []
    handlers = logging.getLogger("mirascope").handlers
    assert any(isinstance(one, logging.NullHandler) for one in handlers)
