"""`llm.RetryPolicy`: what it refuses, what it retries, and how long it waits."""

from __future__ import annotations

import pickle
import sys
from typing import Any

import pytest

from mirascope import llm
from mirascope.core import openai
from mirascope.exceptions import (
    NoAnswerError,
    OptionError,
    OutputError,
    RefusalError,
    ToolArgumentsError,
)
from tests.server import Answer, Fault, Server

sdk = pytest.importorskip("openai")

WRONG: list[tuple[str, Any]] = [
    *(("attempts", value) for value in (0, -1, 1.5, True, "3", None)),
    *(("max_wait_s", value) for value in (-1, True, "3", None, float("inf"))),
    *(("total_s", value) for value in (0, -1, True, "3", float("nan"))),
    *(("on", value) for value in ("RateLimitError", 429, None, KeyboardInterrupt)),
    *(("jitter", value) for value in ("no", 1, None)),
    *(("on", (value,)) for value in (BaseException, llm.RateLimitError(), int)),
    *(("on", (value,)) for value in (llm.QuotaExceededError, llm.AuthenticationError)),
    *(("on", value) for value in (OutputError, RefusalError, ToolArgumentsError)),
]


@pytest.mark.parametrize(("name", "value"), WRONG, ids=str)
def test_a_wrong_value_is_refused_in_one_sentence(name: str, value: Any) -> None:
    with pytest.raises(OptionError, match=f"^`{name}` (is|holds) ") as caught:
        llm.RetryPolicy(**{name: value})
    assert "\n" not in str(caught.value)


def client_of(server: Server, **options: Any) -> Any:
    return sdk.OpenAI(base_url=server.url + "/v1", api_key="k", **options)


def ask(server: Server, policy: Any, call: Any = openai.call, **options: Any) -> Any:
    model = {"model": "gpt-4o-mini"}
    model |= {"provider": "openai"} if call is llm.call else {}
    client = client_of(server)
    return call(**model, client=client, retries=policy, **options)(lambda: "hi")()


def tries(server: Server, policy: Any, **options: Any) -> int:
    with pytest.raises(Exception):  # noqa: B017, PT011
        ask(server, policy, **options)
    return len(server.requests)


@pytest.mark.parametrize("further", [0, 1, 3])
def test_an_int_is_the_number_of_further_tries(
    server: Server, further: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    server.will(Answer(fault=Fault(status=500, headers={"retry-after-ms": "1"})))
    assert tries(server, further) == further + 1


def test_what_is_retried_is_named_by_our_kinds_or_the_sdks_or_any_other(
    server: Server,
) -> None:
    def policy(*on: Any) -> llm.RetryPolicy:
        return llm.RetryPolicy(attempts=2, on=on, max_wait_s=0.001)

    for status, on, count in [
        (500, (llm.RateLimitError,), 1),
        (500, (sdk.RateLimitError,), 1),
        (500, (sdk.InternalServerError,), 2),
        (500, (sdk.APIError,), 2),
        (500, (llm.ProviderError,), 2),
        (500, (Exception,), 2),
        (400, (llm.BadRequestError,), 2),
        (401, (Exception,), 1),
        (500, (), 1),
    ]:
        server.will(Answer(fault=Fault(status=status)))
        assert tries(server, policy(*on)) == count
    server.will(Answer(fault=Fault(status=500)))
    assert tries(server, policy(llm.ServerError), call=llm.call) == 2
    one = llm.RetryPolicy(attempts=2, on=sdk.APIError, max_wait_s=0.001)
    server.will(Answer(fault=Fault(status=500)))
    assert tries(server, one) == 2


def test_a_used_up_quota_is_never_asked_for_again() -> None:
    http = sys.modules.get("httpx2") or pytest.importorskip("httpx")
    response = http.Response(429, request=http.Request("POST", "http://127.0.0.1/"))
    policy = llm.RetryPolicy(on=(Exception,))
    for code, is_retried in (("insufficient_quota", False), ("slow_down", True)):
        error = sdk.RateLimitError("no", response=response, body={"code": code})
        assert policy.is_retried(error, "openai") is is_retried


def test_an_answer_that_holds_none_is_asked_for_again_where_it_is_named(
    server: Server,
) -> None:
    nothing = Answer(fault=Fault(body=b'{"error": {"message": "try later"}}'))
    for on, count in (((NoAnswerError,), 3), ((Exception,), 1)):
        server.will(nothing)
        policy = llm.RetryPolicy(attempts=3, on=on, max_wait_s=0.001)
        with pytest.raises(NoAnswerError):
            ask(server, policy, call=llm.call)
        assert len(server.requests) == count
    server.will(nothing, Answer(text="fine"))
    policy = llm.RetryPolicy(on=NoAnswerError, max_wait_s=0.001)
    answer = ask(server, policy)
    assert answer.content == "fine"
    assert isinstance(answer.attempts[0].error, NoAnswerError)


def test_waits_grow_and_are_as_long_as_the_service_says(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr("mirascope.core.base._retry.layer.sleep", waits.append)
    plain = llm.RetryPolicy(attempts=9, jitter=False, max_wait_s=5)
    server.will(Answer(fault=Fault(status=500)))
    assert tries(server, plain) == 9
    assert waits == [0.5, 1, 2, 4, 5, 5, 5, 5]
    waits.clear()
    server.will(Answer(fault=Fault(status=429, headers={"retry-after": "3"})))
    assert tries(server, plain) == 9
    assert waits == [3] * 8
    waits.clear()
    jittered = llm.RetryPolicy(attempts=9, max_wait_s=5)
    assert tries(server, jittered) == 18
    assert all(3 <= wait <= 3.3 for wait in waits)
    assert len(set(waits)) > 1


@pytest.mark.parametrize("asked", ["61", "7200", "Wed, 01 Jan 2098 00:00:00 GMT"])
def test_a_service_that_asks_for_too_long_a_wait_is_not_asked_again(
    server: Server, asked: str
) -> None:
    server.will(Answer(fault=Fault(status=429, headers={"retry-after": asked})))
    assert tries(server, 5) == 1


def test_no_try_begins_after_the_total_time(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr("mirascope.core.base._retry.layer.sleep", waits.append)
    server.will(Answer(fault=Fault(status=500)))
    policy = llm.RetryPolicy(attempts=9, jitter=False, total_s=1.2)
    with pytest.raises(sdk.InternalServerError) as caught:
        ask(server, policy)
    # The time goes on only while a request is sent, since no wait is waited for.
    assert waits[:2] == [0.5, 1]
    assert len(server.requests) == len(waits) + 1 < 9
    assert caught.value.__notes__ == [f"attempt {len(server.requests)} of 9"]


def test_a_policy_is_a_value(server: Server) -> None:
    policy = llm.RetryPolicy(on=[llm.RateLimitError])  # pyright: ignore[reportArgumentType]
    assert pickle.loads(pickle.dumps(policy)) == policy  # noqa: S301
    assert policy.on == (llm.RateLimitError,)
    assert {policy: 1}[llm.RetryPolicy(on=(llm.RateLimitError,))] == 1
    with pytest.raises(AttributeError):
        policy.attempts = 5  # pyright: ignore[reportAttributeAccessIssue]


def test_nothing_of_tenacity_is_loaded_before_an_error() -> None:
    import subprocess

    program = """
import sys
from mirascope import llm
@llm.call("openai/gpt-4o-mini", retries=2, timeout=3)
def ask() -> str:
    return "hi"

from mirascope.core.base import call_factory

print("tenacity" in sys.modules)
"""
    made = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert made.stdout.strip() == "False"
