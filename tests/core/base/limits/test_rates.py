"""Rates, and what is waited for them: with a clock that stands still otherwise."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from mirascope import llm
from mirascope.exceptions import InvalidCallError

from .answering import INPUT_USD, OUTPUT_USD, Service, clocked, completion, make

KINDS = pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
PROMPT = "x" * 400
"""About 110 tokens, as is estimated."""


def call_with(limit: llm.Limit, is_async: bool, **options: Any) -> Any:
    fn = make(is_async, limit=limit, **options)
    return (lambda *args: asyncio.run(fn(*args))) if is_async else fn


@KINDS
def test_so_many_requests_go_at_once_and_the_others_in_their_time(
    is_async: bool,
) -> None:
    limit, clock = clocked(requests_per_minute=30)
    ask = call_with(limit, is_async)
    with Service().bound():
        for _ in range(30):
            ask()
        assert clock.waits == []
        for _ in range(30):
            ask()
    assert clock.time - 1000 == pytest.approx(60, abs=0.1)
    assert len(clock.waits) == 30
    assert limit.requests == 60


def test_what_was_not_used_for_a_minute_can_be_used_at_once() -> None:
    limit, clock = clocked(requests_per_minute=10)
    ask = call_with(limit, False)
    with Service().bound():
        for _ in range(10):
            ask()
        clock.time += 3600
        for _ in range(10):
            ask()
    assert clock.waits == []


def test_of_a_minute_and_a_day_both_hold() -> None:
    limit, clock = clocked(requests_per_minute=10, requests_per_day=12)
    ask = call_with(limit, False)
    with Service().bound():
        for _ in range(13):
            ask()
    assert clock.time - 1000 == pytest.approx(24 * 3600 / 12, rel=0.01)


@KINDS
def test_tokens_are_estimated_before_and_corrected_afterwards(is_async: bool) -> None:
    limit, clock = clocked(tokens_per_minute=2000)
    ask = call_with(limit, is_async, call_params={"max_tokens": 100})
    with Service(answer=completion(given=110, made=890)).bound():
        ask(PROMPT)  # which was to take 210 and took 1,000
        assert limit.tokens == 1000
        ask(PROMPT)  # which pays for both
        assert clock.waits == []
        ask(PROMPT)
    # 3 x 210 and 2 x 790 are more than 2,000 by 210.
    assert sum(clock.waits) == pytest.approx(210 / 2000 * 60, abs=1)


def test_tokens_that_were_not_used_are_given_back() -> None:
    limit, clock = clocked(tokens_per_minute=2000)
    ask = call_with(limit, False, call_params={"max_tokens": 1000})
    with Service(answer=completion(given=10, made=10)).bound():
        for _ in range(20):
            ask(PROMPT)
    assert clock.waits == []
    assert limit.tokens == 400


def test_a_debt_is_paid_a_full_bucket_at_a_time() -> None:
    limit, clock = clocked(tokens_per_minute=1000)
    ask = call_with(limit, False, call_params={"max_tokens": 10})
    with Service(answer=completion(given=100, made=10_000)).bound():
        for _ in range(3):
            ask()
    assert clock.waits == pytest.approx([60 * 0.011, 60], abs=1)


@pytest.mark.parametrize(
    ("option", "tokens"),
    [
        ("tokens_per_minute", 150),
        ("input_tokens_per_minute", 100),
        ("output_tokens_per_minute", 50),
    ],
)
def test_a_limit_of_one_kind_of_tokens_counts_these(option: str, tokens: int) -> None:
    limit, clock = clocked(**{option: 1000})
    ask = call_with(limit, False, call_params={"max_tokens": 50})
    with Service().bound():
        asked = 0
        while not clock.waits:
            ask("x" * 280)  # less than 100 tokens
            asked += 1
    assert asked == 1000 // tokens + 1


def test_a_prompt_that_never_fits_is_refused_with_both_numbers() -> None:
    limit, _ = clocked(tokens_per_minute=1000, concurrency=1)
    ask = call_with(limit, False)
    with (
        Service().bound(),
        pytest.raises(InvalidCallError, match=r"4\d\d\d tokens.*per_minute=1000"),
    ):
        ask("much " * 3000)
    assert (limit.waiting, limit.concurrency, limit.requests) == (0, 0, 0)


def test_what_is_only_expected_of_an_answer_refuses_nothing() -> None:
    limit, clock = clocked(tokens_per_minute=100)
    ask = call_with(limit, False)
    with Service(answer=completion(given=10, made=10)).bound():
        ask()
    assert (limit.tokens, clock.waits) == (20, [])


def test_the_usual_length_of_a_function_is_learned() -> None:
    limit = llm.limit(usd=1)
    ask = call_with(limit, False)
    seen: list[float] = []
    with Service(work=lambda: seen.append(limit.reserved_usd)).bound():
        for _ in range(30):
            ask(PROMPT)
    given = 110 * INPUT_USD
    assert seen[0] == pytest.approx(given + 1024 * OUTPUT_USD, rel=0.01)
    assert seen[-1] == pytest.approx(given + 50 * OUTPUT_USD, rel=0.05)


@pytest.mark.parametrize("most", [7, 10**6])
def test_no_more_is_expected_than_an_answer_may_have(most: int) -> None:
    limit = llm.limit(usd=10)
    ask = call_with(limit, False, call_params={"max_tokens": most})
    seen: list[float] = []
    with Service(work=lambda: seen.append(limit.reserved_usd)).bound():
        ask("x")
    expected = min(most, 1024) * OUTPUT_USD
    assert seen == pytest.approx([expected], abs=20 * INPUT_USD)


def test_a_request_that_was_refused_further_in_uses_no_permit() -> None:
    outer, clock = clocked(requests_per_minute=2)
    inner = llm.limit(usd=1e-9)
    ask = call_with(inner, False)
    with Service().bound(), outer:
        for _ in range(10):
            with pytest.raises(llm.BudgetExceededError):
                ask()
    assert (outer.requests, outer.concurrency, clock.waits) == (0, 0, [])


def test_reset_begins_anew() -> None:
    limit, clock = clocked(requests_per_minute=1, usd=1)
    ask = call_with(limit, False)
    with Service().bound():
        ask()
        limit.reset()
        assert (limit.spent_usd, limit.tokens, limit.requests) == (0, 0, 0)
        ask()
    assert clock.waits == []
    assert limit.spent_usd == pytest.approx(100 * INPUT_USD + 50 * OUTPUT_USD)


@pytest.mark.parametrize("size", [1_700, 70_000, 7_000_000, 150_000_000])
def test_the_largest_rates_are_exact_too(size: int) -> None:
    limit, clock = clocked(tokens_per_minute=size)
    took = max(size // 50, 3)
    ask = call_with(limit, False, call_params={"max_tokens": took})
    with Service(answer=completion(given=0, made=took)).bound():
        while not clock.waits:  # until the bucket is empty
            ask("x")
        clock.waits.clear()
        for _ in range(100):
            ask("x")
    assert sum(clock.waits) == pytest.approx(100 * took / size * 60, rel=0.05)


ODD: dict[str, Any] = {
    "numbers": {"logit_bias": {50256: -100}},
    "class": {"response_format": {"type": "json_schema", "json_schema": Exception}},
    "bytes": {"audio": b"123"},
    "objects": {"user": object()},
    "sets": {"stop": {"a", "b"}},
}


@pytest.mark.parametrize("params", ODD.values(), ids=ODD.keys())
def test_a_request_of_any_values_is_estimated(params: Any) -> None:
    limit = llm.limit(tokens_per_minute=10**6, usd=1)
    ask = call_with(limit, False, call_params=params)
    with Service().bound():
        ask()
    assert limit.requests == 1


def test_media_counts_as_some_text() -> None:
    seen: list[float] = []
    data = "data:image/png;base64," + "iVBORw0K" * 100_000
    limit = llm.limit(usd=1)
    for content in (data, "x y " * 10_000, "word\n" * 10_000, "{" + "'a':1," * 7000):
        ask = call_with(limit, False, call_params={"max_tokens": 1})
        with Service(work=lambda: seen.append(limit.reserved_usd)).bound():
            ask(content)
    tokens = [usd / INPUT_USD for usd in seen]
    assert 1000 <= tokens[0] < 1100
    assert all(one > 10_000 for one in tokens[1:])
