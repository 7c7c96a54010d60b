"""`retries=`: how many requests reach the server, from each layer and client."""

from __future__ import annotations

import pickle
from importlib.metadata import version
from typing import Any

import pytest

from mirascope import llm
from tests.server import Answer, Fault

from .way import Way

SOON = llm.RetryPolicy(attempts=3, max_wait_s=0.001)
FAULTS = {
    "500": Fault(status=500),
    "503": Fault(status=503),
    "429": Fault(status=429),
    "lost": Fault(disconnect=True),
}
"""After all of these SDKs would send a request again by themselves."""
STREAMS = pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
CLIENTS = pytest.mark.parametrize("given", [False, True], ids=["default", "given"])


def options_of(way: Way, given: bool) -> dict[str, Any]:
    """Give a client that would try three times by itself, or leave it the default."""
    is_google = way.row.provider in ("google", "gemini", "vertex")
    if is_google and way.is_async and version("google-genai").startswith("1."):
        pytest.skip("this version of google-genai does not let its own tries be off")
    if not given:
        if way.row.sdk.needs_client:
            pytest.skip("there is no default client")
        return {}
    if not way.row.sdk.takes_client:
        pytest.skip("calls take no client")
    # The tries of a client of boto3 that was given cannot be told for one request.
    tries = 0 if way.row.provider == "bedrock" else 2
    return {"client": way.client(max_retries=tries)}


def read(way: Way, answer: Any, stream: bool) -> str:
    if not stream:
        return answer.content
    return "".join(chunk.content for chunk, _ in way.collect(answer))


@STREAMS
@CLIENTS
@pytest.mark.parametrize("fault", FAULTS)
def test_a_request_is_sent_as_often_as_the_policy_says(
    way: Way, fault: str, stream: bool, given: bool
) -> None:
    options = options_of(way, given)
    way.server.will(Answer(fault=FAULTS[fault]))
    decorated = way.decorate(retries=SOON, stream=stream, **options)
    with pytest.raises(Exception) as caught:  # noqa: PT011  each SDK has its own
        read(way, way.get(decorated()), stream)
    assert len(way.server.requests) == 3
    assert caught.value.__notes__[-1] == "attempt 3 of 3"


@STREAMS
@CLIENTS
def test_the_answer_that_comes_at_last_tells_what_came_before(
    way: Way, stream: bool, given: bool
) -> None:
    options = options_of(way, given)
    way.server.will(*[Answer(fault=Fault(status=503))] * 2, Answer(text="at last"))
    decorated = way.decorate(retries=SOON, stream=stream, **options)
    answer = way.get(decorated())
    assert read(way, answer, stream) == "at last"
    assert len(way.server.requests) == 3
    for shown in [answer, answer.construct_call_response()] if stream else [answer]:
        *failed, last = shown.attempts
        kind = llm.OverloadedError if way.layer == "llm" else Exception
        assert all(isinstance(one.error, kind) for one in failed)
        assert way.layer == "llm" or not any(
            isinstance(one.error, llm.ProviderError) for one in failed
        )
        assert [one.wait_s for one in failed] == [0.001] * 2
        assert (last.error, last.wait_s, last.cost) == (None, 0.0, shown.cost)
        assert shown.total_cost == shown.cost
        if not stream:
            dumped = shown.model_dump(mode="json")["attempts"]
            assert [one["wait_s"] for one in dumped] == [0.001, 0.001, 0.0]
            assert dumped[-1] == {"error": None, "wait_s": 0.0, "cost": shown.cost}
            assert all(isinstance(one["error"], str) for one in dumped[:-1])
        again = pickle.loads(pickle.dumps(shown))  # noqa: S301
        assert [one.wait_s for one in again.attempts] == [0.001, 0.001, 0.0]
        assert all(
            llm.classify(one.error) is llm.OverloadedError
            for one in again.attempts[:-1]
        )


@STREAMS
def test_what_the_same_request_would_meet_again_is_raised_at_once(
    way: Way, stream: bool
) -> None:
    for status in (400, 401, 403, 404):
        way.server.will(Answer(fault=Fault(status=status)))
        decorated = way.decorate(retries=SOON, stream=stream, **way.own_client)
        with pytest.raises(Exception) as caught:  # noqa: PT011
            read(way, way.get(decorated()), stream)
        assert len(way.server.requests) == 1
        assert not hasattr(caught.value, "__notes__")


def test_a_longer_wait_than_the_policy_allows_is_not_waited_for(way: Way) -> None:
    way.server.will(Answer(fault=Fault(status=429, headers={"retry-after": "30"})))
    decorated = way.decorate(retries=SOON, **way.own_client)
    with pytest.raises(Exception) as caught:  # noqa: PT011
        way.get(decorated())
    assert caught.value.__notes__ == ["attempt 1 of 3"]
    assert len(way.server.requests) == 1


def test_a_stream_is_not_sent_again_once_there_was_a_chunk(way: Way) -> None:
    way.server.will(Answer(fault=Fault(break_after=2)))
    stream = way.get(way.decorate(retries=SOON, stream=True, **way.own_client)())
    items, _ = way.collect_until_error(stream)
    if items:
        assert len(way.server.requests) == 1
    else:  # its SDK had not read what came
        assert len(way.server.requests) == 3


def test_without_a_policy_there_is_one_attempt(way: Way) -> None:
    answer = way.ask(**way.own_client)
    assert [(one.error, one.wait_s) for one in answer.attempts] == [(None, 0.0)]
    assert answer.total_cost == answer.cost
