"""What limits and trackers count is what responses and streams say."""

from __future__ import annotations

from typing import Any

import pytest

from mirascope import llm
from tests.server import Answer, Fault, Usage

from .way import Way

USAGE = Usage(input=1000, output=50, cached=None)
KNOWN = Answer(usage=USAGE)


def limits(**options: Any) -> llm.Limit:
    return llm.limit(unpriced="ignore", **({"usd": 100.0, "tokens": 10**6} | options))


def test_a_whole_answer_is_counted_as_its_response_says(way: Way) -> None:
    way.server.will(KNOWN)
    limit = limits(concurrency=1, requests_per_minute=100)
    with limit, llm.track() as tracked:
        response = way.ask()
    counted = response.input_tokens, response.output_tokens
    assert (tracked.input_tokens, tracked.output_tokens) == counted
    assert (tracked.calls, tracked.failed, tracked.estimated) == (1, 0, 0)
    assert list(tracked.by_model) == [response.model or way.row.model]
    if response.cost is None:
        assert (tracked.cost_usd, tracked.cost_unknown) == (None, 1)
    else:
        assert tracked.cost_usd == pytest.approx(response.cost)
    assert limit.spent_usd == pytest.approx(response.cost or 0)
    assert (limit.reserved_usd, limit.concurrency, limit.estimated_usd) == (0, 0, 0)
    assert (limit.requests, limit.tokens) == (1, sum(counted))


def test_a_stream_is_counted_as_it_says(way: Way) -> None:
    way.server.will(KNOWN)
    limit = limits(concurrency=1)
    with limit, llm.track() as tracked:
        stream = way.stream()
    assert (limit.concurrency, tracked.calls) == (0, 0)
    way.collect(stream)
    assert (limit.reserved_usd, limit.concurrency, limit.requests) == (0, 0, 1)
    assert (tracked.calls, tracked.failed) == (1, 0)
    if stream.output_tokens is None:  # nobody has said
        assert (tracked.estimated, tracked.output_tokens) == (1, 3)
        return
    counted = stream.input_tokens, stream.output_tokens
    assert (tracked.input_tokens, tracked.output_tokens) == counted
    assert tracked.estimated == 0
    assert (tracked.cost_usd or 0) == pytest.approx(stream.cost or 0)
    assert limit.spent_usd == pytest.approx(stream.cost or 0)


def test_a_stream_that_is_left_is_counted_by_what_came(way: Way) -> None:
    way.server.will(Answer(text=("four ",) * 40, usage=USAGE))
    limit = limits()
    with limit, llm.track() as tracked:
        stream = way.stream()
    way.collect(stream, limit=5)
    way.get(stream.aclose()) if way.is_async else stream.close()
    way.settle()  # older SDKs close the answer in a later step of the loop
    assert (limit.reserved_usd, limit.concurrency, limit.requests) == (0, 0, 1)
    assert (tracked.calls, tracked.failed, tracked.estimated) == (1, 0, 1)
    assert 0 < tracked.output_tokens < 50
    assert limit.tokens == tracked.input_tokens + tracked.output_tokens


def test_an_error_costs_nothing(way: Way) -> None:
    way.server.will(Answer(fault=Fault(status=500)))
    limit = limits(tokens_per_minute=10_000)
    with limit, llm.track() as tracked, pytest.raises(Exception):  # noqa: B017, PT011
        way.ask(**way.own_client)
    assert (limit.spent_usd, limit.reserved_usd, limit.tokens) == (0, 0, 0)
    assert tracked.calls == tracked.failed >= 1
    assert tracked.cost_usd == 0
    assert [type(one.error) for one in tracked.attempts]


def test_a_stream_that_fails_costs_nothing_and_one_that_breaks_what_came(
    way: Way,
) -> None:
    limit = limits()
    way.server.will(Answer(fault=Fault(status=500)))
    with limit, llm.track() as tracked:
        stream = way.stream(**way.own_client)
    way.collect_until_error(stream)
    assert (limit.spent_usd, limit.reserved_usd, limit.tokens) == (0, 0, 0)
    way.server.will(Answer(text=("four ",) * 40, fault=Fault(break_after=20)))
    way.collect_until_error(stream)
    assert tracked.calls == tracked.failed == limit.requests == 2
    assert (limit.reserved_usd, limit.concurrency) == (0, 0)
    assert limit.tokens == tracked.input_tokens + tracked.output_tokens > 0
    assert tracked.estimated == 1
