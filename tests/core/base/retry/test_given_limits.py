"""What an SDK is told, seen by the requests and clients of a call."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from mirascope import llm
from mirascope.core import openai
from tests.server import Answer, Fault, Server

sdk = pytest.importorskip("openai")
FAILS = Answer(fault=Fault(status=500))


def client_of(server: Server, is_async: bool = False, **options: Any) -> Any:
    kind = sdk.AsyncOpenAI if is_async else sdk.OpenAI
    return kind(base_url=server.url + "/v1", api_key="k", **options)


def told(server: Server, client: Any = None, **options: Any) -> float:
    """Give the time limit that the SDK says it was told."""
    client = client or client_of(server)
    server.will(Answer())
    openai.call("gpt-4o-mini", client=client, **options)(lambda: "hi")()
    return float(server.last.headers["x-stainless-read-timeout"])


def test_the_shorter_of_two_time_limits_counts(server: Server) -> None:
    assert told(server) == 600
    assert 29 < told(server, timeout=30) <= 30
    assert told(server, timeout=30, call_params={"timeout": 20}) == 20
    assert 29 < told(server, timeout=30, call_params={"timeout": 40}) <= 30
    assert told(server, client_of(server, timeout=10), timeout=30) == 10
    assert told(server, client_of(server, timeout=10)) == 10
    parts = sdk.Timeout(40, read=7)
    assert told(server, timeout=30, call_params={"timeout": parts}) == 7
    assert told(server, client_of(server, timeout=parts), timeout=30) == 7
    assert 29 < told(server, client_of(server, timeout=None), timeout=30) <= 30


def test_what_is_told_is_not_shown_as_what_was_asked(server: Server) -> None:
    ask = openai.call("gpt-4o-mini", client=client_of(server), timeout=30, retries=2)(
        lambda: "hi"
    )
    server.will(Answer())
    assert set(ask().call_kwargs) == {"model", "messages"}


@pytest.fixture
def never() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


class Book(BaseModel):
    title: str


def test_the_time_covers_what_is_asked_again(
    server: Server, never: threading.Event
) -> None:
    ask = llm.call(
        "openai/gpt-4o-mini",
        client=client_of(server),
        retries=0,
        response_model=Book,
        json_mode=True,
        validation_retries=3,
        timeout=2,
    )(lambda: "hi")
    wrong = Answer(text='{"name": "Dune"}')
    server.will(wrong, wrong, Answer(fault=Fault(hold=never)))
    with pytest.raises(llm.APITimeoutError):
        ask()
    assert len(server.requests) == 3
    server.will(wrong, Answer(text='{"title": "Dune"}'))
    assert ask().title == "Dune"  # each call has its own time


def test_a_stream_that_failed_has_its_time_again(
    server: Server, never: threading.Event
) -> None:
    ask = openai.call(
        "gpt-4o-mini", client=client_of(server, max_retries=0), timeout=0.3, stream=True
    )(lambda: "hi")
    server.will(Answer(fault=Fault(hold=never)), Answer(text="at last"))
    stream = ask()
    with pytest.raises(sdk.APITimeoutError):
        list(stream)
    assert "".join(chunk.content for chunk, _ in stream) == "at last"


@pytest.mark.parametrize("order", [("retries", "timeout"), ("timeout", "retries")])
def test_options_add_up_over_contexts(server: Server, order: tuple[str, str]) -> None:
    values: dict[str, Any] = {
        "retries": llm.RetryPolicy(attempts=2, max_wait_s=0.001),
        "timeout": 30,
    }
    ask = llm.call("openai/gpt-4o-mini", client=client_of(server))(lambda: "hi")
    server.will(FAILS)
    first, second = order
    outer, inner = (llm.context(**{name: values[name]}) for name in (first, second))
    with outer, inner, pytest.raises(llm.ServerError):
        ask()
    assert len(server.requests) == 2
    assert float(server.last.headers["x-stainless-read-timeout"]) <= 30
