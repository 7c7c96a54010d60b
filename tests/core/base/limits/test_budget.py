"""Budgets, against a server that charges a known price."""

from __future__ import annotations

import asyncio
import gc
import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

import pytest

from mirascope import llm
from mirascope.core import openai
from tests.server import Answer, Fault, Request, Server, Usage

from .answering import INPUT_USD, MODEL, OUTPUT_USD, Service, completion, make

sdk = pytest.importorskip("openai")
GIVEN, MADE = 1000, 500
PRICE = GIVEN * INPUT_USD + MADE * OUTPUT_USD
TEXT = ("text " * 20,) * 5
PAID = Answer(text=TEXT, usage=Usage(input=GIVEN, output=MADE, cached=None))


def client_of(server: Server, kind: Any = None) -> Any:
    return (kind or sdk.OpenAI)(base_url=server.url + "/v1", api_key="k", max_retries=0)


PROMPT = "word " * 750
"""Of about so many tokens as the server says."""


def asks(client: Any, **options: Any) -> Any:
    return openai.call(MODEL, client=client, **options)(lambda: PROMPT)


def aasks(client: Any, **options: Any) -> Any:
    async def ask() -> str:
        return PROMPT

    return openai.call(MODEL, client=client, **options)(ask)


def test_many_tasks_and_threads_stay_within_the_budget(server: Server) -> None:
    cap = 100.5 * PRICE
    limit = llm.limit(usd=cap)
    server.will(lambda _: PAID)

    async def tasks() -> None:
        async def one() -> None:
            with suppress(llm.BudgetExceededError):
                await ask()

        async with client_of(server, sdk.AsyncOpenAI) as client:
            ask = aasks(client, limit=limit)
            await asyncio.gather(*(one() for _ in range(1000)))

    def thread(ask: Any) -> None:
        for _ in range(4):
            with suppress(llm.BudgetExceededError):
                ask()

    with client_of(server) as client, ThreadPoolExecutor(65) as pool:
        ask = asks(client, limit=limit)
        works = [pool.submit(asyncio.run, tasks())]
        works += [pool.submit(thread, ask) for _ in range(64)]
        for work in works:
            work.result(120)
        # Most were refused while others were in flight; one by one it is used up.
        assert limit.spent_usd == pytest.approx(len(server.requests) * PRICE)
        while (refused := _refused(ask)) is None:
            assert len(server.requests) <= 101
    charged = len(server.requests) * PRICE
    # At least as much was kept for each as it took.
    assert cap - 2 * PRICE <= charged <= cap
    assert limit.spent_usd == pytest.approx(charged)
    assert (limit.reserved_usd, limit.concurrency) == (0, 0)
    assert refused.limit_usd == cap
    assert refused.spent_usd == pytest.approx(charged)
    assert refused.spent_usd + refused.estimate_usd > cap
    assert refused.reserved_usd == 0
    assert _refused(ask) is not None
    assert len(server.requests) * PRICE == charged


def _refused(ask: Any) -> Any:
    try:
        ask()
    except llm.BudgetExceededError as error:
        return error
    return None


def test_the_overshoot_is_what_those_in_flight_take_more_than_was_kept() -> None:
    limit = llm.limit(usd=10_000 * OUTPUT_USD)
    kept: list[float] = []

    async def work() -> None:
        kept.append(limit.reserved_usd)
        await asyncio.sleep(0.01)

    taken = 5000 * OUTPUT_USD

    async def main() -> None:
        ask = make(True, limit=limit)
        asked = [ask() for _ in range(20)]
        ends = await asyncio.gather(*asked, return_exceptions=True)
        assert sum(isinstance(e, llm.BudgetExceededError) for e in ends) == 11

    with Service(work_async=work, answer=completion(0, 5000)).bound():
        asyncio.run(main())
    assert limit.spent_usd == pytest.approx(9 * taken)
    # The bound of the documentation: spent <= budget + sum of (actual - reserved).
    assert limit.spent_usd <= 10_000 * OUTPUT_USD + 9 * taken - kept[-1]


def test_what_is_cancelled_left_or_broken_is_settled_too(server: Server) -> None:
    limit = llm.limit(usd=100, concurrency=30, tokens=10**9)
    chance = random.Random(1)
    plan = ["whole", "stream", "cancel", "break", "leave"] * 40
    chance.shuffle(plan)
    broken = Answer(text=TEXT, usage=PAID.usage, fault=Fault(break_after=3))

    def script(request: Request) -> Answer:
        return broken if "break" in str(request.body["messages"]) else PAID

    server.will(script)

    async def one(ask: Any, stream: Any, kind: str) -> None:
        if kind in ("whole", "cancel"):
            task = asyncio.ensure_future(ask(kind))
            if kind == "cancel":
                await asyncio.sleep(chance.random() / 50)
                task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            return
        answer = await stream(kind)
        with suppress(Exception):  # that it broke
            async for _ in answer:
                if kind == "leave":
                    await answer.aclose()
                    break

    async def main() -> None:
        async def say(kind: str) -> str:
            return kind

        async with client_of(server, sdk.AsyncOpenAI) as client:
            call = partial(openai.call, MODEL, client=client, limit=limit)
            ask, stream = call()(say), call(stream=True)(say)
            await asyncio.gather(*(one(ask, stream, kind) for kind in plan))

    with llm.track() as tracked:
        asyncio.run(main())
    assert (limit.reserved_usd, limit.concurrency, limit.waiting) == (0, 0, 0)
    whole = limit.spent_usd - limit.estimated_usd
    assert whole / PRICE == pytest.approx(round(whole / PRICE))
    assert round(whole / PRICE) >= 80
    assert tracked.calls == limit.requests
    assert tracked.known_usd == pytest.approx(limit.spent_usd)
    assert tracked.estimated >= 80 - (len(plan) - limit.requests)


def test_a_stream_that_nobody_reads_on_is_settled_when_it_is_collected(
    server: Server,
) -> None:
    server.will(lambda _: PAID)
    limit = llm.limit(usd=1, concurrency=1)
    with client_of(server) as client:
        ask = asks(client, limit=limit, stream=True)
        for _ in range(3):  # the second would wait for the first
            for _ in ask():
                break
        stream: Any = ask()
        reading = iter(stream)
        next(reading)
        assert limit.concurrency == 1
        stream.circle = stream
        del stream, reading
        gc.collect()
        assert limit.concurrency == 0

    async def main() -> None:
        async with client_of(server, sdk.AsyncOpenAI) as client:
            answer = await aasks(client, limit=limit, stream=True)()
            async for _ in answer:
                break
            del answer
            gc.collect()
            await asyncio.sleep(0.05)  # in which asyncio closes it

    asyncio.run(main())
    assert (limit.reserved_usd, limit.concurrency, limit.requests) == (0, 0, 5)


def test_of_an_unknown_model_nothing_is_sent(server: Server) -> None:
    limit = llm.limit(usd=1)
    with client_of(server) as client:
        for stream in (False, True):
            call = openai.call("gpt-unheard-of", client=client, stream=stream)
            with pytest.raises(llm.UnpricedModelError, match="unheard-of") as e, limit:
                [*call(lambda: "hi")()]
            assert "`unpriced=" in str(e.value)
            assert e.value.limit_usd == 1
    assert server.requests == []
    assert (limit.reserved_usd, limit.concurrency) == (0, 0)


@pytest.mark.parametrize(("unpriced", "usd"), [("ignore", 0.0), ((2.0, 8.0), 600e-6)])
def test_what_is_unpriced_is_ignored_or_given_a_price(
    unpriced: Any, usd: float
) -> None:
    limit = llm.limit(usd=1, unpriced=unpriced)
    ask = make(model="gpt-unheard-of", limit=limit)
    service = Service(answer=completion(model="gpt-unheard-of"))
    with service.bound(), llm.track() as tracked:
        ask()
    assert limit.spent_usd == pytest.approx(usd)
    assert (tracked.cost_usd, tracked.cost_unknown) == (None, 1)
    assert str(tracked) == ">= $0.00 (1 call unpriced)"


def test_a_budget_that_one_call_exceeds_refuses_it_with_both_numbers() -> None:
    limit = llm.limit(usd=1e-6)
    with Service().bound() as service, pytest.raises(llm.BudgetExceededError) as caught:
        make(limit=limit)()
    assert service._layer.count == 0
    assert caught.value.limit_usd == 1e-6
    assert (caught.value.estimate_usd or 0) > 1e-6


def test_a_budget_of_tokens_refuses_what_is_above_it() -> None:
    limit = llm.limit(tokens=1000)
    ask = make(limit=limit, call_params={"max_tokens": 50})
    with Service(answer=completion(3, 45)).bound():
        while (error := _refused(ask)) is None:
            assert limit.requests < 30
    assert 900 < limit.tokens <= 1000
    assert error.spent_tokens == limit.tokens
    assert error.limit_tokens == 1000
    assert (error.spent_usd, error.reserved_tokens) == (None, 0)


USAGE: dict[str, Any] = {
    "none": None,
    "empty": {},
    "negative": {"prompt_tokens": -5, "completion_tokens": -1},
    "text": {"prompt_tokens": "many", "completion_tokens": "few"},
    "half": {"prompt_tokens": 100},
    "nan": {"prompt_tokens": float("nan"), "completion_tokens": 3},
    "list": [1, 2],
}


@pytest.mark.parametrize("usage", USAGE.values(), ids=USAGE.keys())
def test_usage_that_is_missing_or_odd_is_estimated(usage: Any) -> None:
    limit = llm.limit(usd=1)
    with Service(answer=completion(usage=usage)).bound(), llm.track() as tracked:
        assert make(limit=limit)().content == "fine"
    assert limit.spent_usd == limit.estimated_usd > 0
    assert tracked.estimated == 1
    assert tracked.input_tokens > 0


def test_an_answer_of_a_model_without_a_price_costs_what_was_asked_for() -> None:
    limit = llm.limit(usd=1)
    for model in ("proxy/model-x", None, "", 5):
        with Service(answer=completion(model=model)).bound(), llm.track() as tracked:
            make(limit=limit)()
        assert tracked.cost_usd == pytest.approx(100 * INPUT_USD + 50 * OUTPUT_USD)
        assert tracked.estimated == 1


def test_cached_tokens_cost_what_they_cost() -> None:
    details = {"cached_tokens": 80}
    usage = {"prompt_tokens": 100, "completion_tokens": 50}
    answer = completion(usage={**usage, "prompt_tokens_details": details})
    with Service(answer=answer).bound(), llm.track() as tracked:
        response = make()()
    assert tracked.cost_usd == response.cost
    assert tracked.cost_usd == pytest.approx(60 * INPUT_USD + 50 * OUTPUT_USD)


def test_what_is_charged_besides_tokens_is_counted() -> None:
    usage = {"prompt_tokens": 100, "completion_tokens": 50, "cost": 0.25}
    with Service(answer=completion(usage=usage)).bound(), llm.track() as tracked:
        response = make()()
    assert tracked.cost_usd == response.cost == 0.25


def test_retry_after_holds_back_all_who_go_to_the_same_provider() -> None:
    from .answering import clocked

    limit, clock = clocked(concurrency=5)
    busy = sdk.RateLimitError(
        "busy",
        response=_response(429, {"retry-after": "7"}),
        body=None,
    )

    def refuse() -> None:
        raise busy

    ask = make(limit=limit)
    with Service(refuse).bound(), pytest.raises(sdk.RateLimitError):
        ask()
    with Service().bound():
        ask()
    assert clock.waits == [pytest.approx(7)]
    with Service().bound():
        ask()
    assert len(clock.waits) == 1


def test_what_rates_gain_while_a_provider_holds_back_is_not_there() -> None:
    from .answering import clocked

    limit, clock = clocked(requests_per_minute=60)
    busy = sdk.RateLimitError(
        "busy",
        response=_response(429, {"retry-after": "59"}),
        body=None,
    )

    def refuse() -> None:
        raise busy

    ask = make(limit=limit)
    with Service().bound():
        for _ in range(59):
            ask()
    with Service(refuse).bound(), pytest.raises(sdk.RateLimitError):
        ask()
    with Service().bound():
        for _ in range(60):
            ask()
        assert clock.time - 1000 == pytest.approx(59 + 60, abs=2)
        clock.time += 3600
        clock.waits.clear()
        for _ in range(60):
            ask()
    assert clock.waits == []


def test_what_goes_to_another_provider_passes_by() -> None:
    from mirascope.core import xai

    limit = llm.limit(concurrency=5)
    again = {"retry-after": "60"}
    busy = sdk.RateLimitError("busy", response=_response(429, again), body=None)

    def refuse() -> None:
        raise busy

    ask = make(limit=limit)
    with Service(refuse).bound(), pytest.raises(sdk.RateLimitError):
        ask()

    async def main() -> None:
        held = asyncio.ensure_future(make(True, limit=limit)())
        while not limit.waiting:
            await asyncio.sleep(0)

        async def other() -> str:
            return "hi"

        answer = await xai.call("grok-4", limit=limit)(other)()
        assert answer.content == "fine"
        assert limit.waiting == 1
        held.cancel()
        await asyncio.wait([held])

    with Service().bound():
        asyncio.run(main())
    assert (limit.waiting, limit.concurrency, limit.requests) == (0, 0, 2)


def _response(status: int, headers: dict[str, str]) -> Any:
    import httpx

    request = httpx.Request("POST", "http://127.0.0.1")
    return httpx.Response(status, headers=headers, request=request)
