"""`timeout=`: the time of a whole call, with its tries and waits."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from mirascope import llm
from tests.server import Answer, Fault

from .way import Way

STREAMS = pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
SHORT = 0.3
"""Seconds, of which no test depends on how many they are."""


@pytest.fixture
def never() -> Iterator[threading.Event]:
    """What the server waits for as long as the test runs."""
    event = threading.Event()
    yield event
    event.set()


def read(way: Way, answer: Any, stream: bool) -> Any:
    if not stream:
        return answer.content
    return [chunk.content for chunk, _ in way.collect(answer)]


def given(way: Way) -> dict[str, Any]:
    """Give a client of one's own where it can be told the time of one request."""
    return {} if way.row.provider == "bedrock" else way.own_client


def is_time_over(way: Way, error: Exception) -> bool:
    """Tell whether it is the error of the SDK, and under `llm` also ours."""
    kind = way.row.sdk.find(way.row.sdk.timed_out)
    ours = isinstance(error, llm.APITimeoutError)
    return isinstance(error, kind) and ours == (way.layer == "llm")


@STREAMS
def test_a_call_that_takes_too_long_is_ended(
    way: Way, stream: bool, never: threading.Event
) -> None:
    options = {"retries": 3, "stream": stream, **given(way)}
    read(way, way.get(way.decorate(timeout=30, **options)()), stream)  # it connects
    way.server.will(Answer(fault=Fault(hold=never)))
    decorated = way.decorate(timeout=SHORT, **options)
    with pytest.raises(Exception) as caught:  # noqa: PT011  each SDK has its own
        read(way, way.get(decorated()), stream)
    assert is_time_over(way, caught.value)
    assert caught.value.__notes__ == [
        "attempt 1 of 4",
        f"the call took longer than its `timeout={SHORT}`",
    ]
    assert len(way.server.requests) == 1


def test_a_stream_that_takes_too_long_is_ended_between_its_chunks(
    way: Way, never: threading.Event
) -> None:
    read(way, way.get(way.decorate(timeout=30, stream=True, **given(way))()), True)
    way.server.will(Answer(fault=Fault(hold=never, hold_after=2)))
    stream = way.get(way.decorate(timeout=SHORT, stream=True, **given(way))())
    _, error = way.collect_until_error(stream)
    assert is_time_over(way, error)
    assert len(way.server.requests) == 1
    way.settle()


@STREAMS
def test_what_comes_in_time_comes_as_it_is(way: Way, stream: bool) -> None:
    way.server.will(Answer(fault=Fault(status=503)), Answer())
    policy = llm.RetryPolicy(max_wait_s=0.001)
    decorated = way.decorate(timeout=30, retries=policy, stream=stream, **given(way))
    answer = way.get(decorated())
    assert "".join(read(way, answer, stream)) == "Hello wörld"
    assert len(answer.attempts) == 2


def test_a_wait_that_would_take_too_long_is_not_begun(way: Way) -> None:
    headers = {"retry-after": "20"}
    way.server.will(Answer(fault=Fault(status=429, headers=headers)))
    policy = llm.RetryPolicy(jitter=False)
    decorated = way.decorate(timeout=5, retries=policy, **given(way))
    with pytest.raises(Exception) as caught:  # noqa: PT011
        way.get(decorated())
    if llm.classify(caught.value) is llm.RateLimitError:
        assert len(way.server.requests) == 1
