"""Limits, budgets and trackers; read by type checkers, never run."""

from __future__ import annotations

from typing import assert_type

from pydantic import BaseModel

from mirascope import llm
from mirascope.core import openai
from mirascope.exceptions import BudgetExceededError, MirascopeError


class Book(BaseModel):
    """A book."""

    title: str


limit = llm.limit(
    requests_per_minute=500,
    tokens_per_minute=200_000,
    input_tokens_per_minute=1,
    output_tokens_per_minute=1,
    requests_per_day=1,
    concurrency=20,
    usd=5.0,
    tokens=10_000,
    unpriced=(0.5, 1.5),
    wait=2.5,
)
assert_type(limit, llm.Limit)
assert_type(llm.limit(usd=5, unpriced="ignore", wait=False), llm.Limit)
assert_type(limit.spent_usd, float)
assert_type(limit.estimated_usd, float)
assert_type(limit.reserved_usd, float)
assert_type(limit.tokens, int)
assert_type(limit.requests, int)
assert_type(limit.waiting, int)
assert_type(limit.concurrency, int)
assert_type(limit.reset(), None)
assert_type(llm.set_limit(limit, provider="openai", model="gpt-*"), None)
llm.set_limit(None)
llm.limit(usd="5")  # type: ignore[arg-type]  # an amount is a number
llm.limit(5)  # type: ignore[call-arg]  # options are named


@llm.call("openai/gpt-4o-mini", limit=limit)
def ask(genre: str) -> str:
    return genre


@openai.call("gpt-4o-mini", response_model=Book, limit=limit)
async def extract(genre: str) -> str:
    return genre


async def use() -> None:
    assert_type(ask("a"), llm.CallResponse)
    assert_type(await extract("a"), Book)
    with limit as held, llm.context(limit=limit), llm.track() as total:
        assert_type(held, llm.Limit)
        assert_type(llm.override(ask, limit=limit)("a"), llm.CallResponse)
    assert_type(total, llm.Tracker)
    assert_type(total.cost_usd, float | None)
    assert_type(total.cost_unknown, int)
    assert_type(total.calls, int)
    assert_type(total.input_tokens, int)
    assert_type(total.output_tokens, int)
    assert_type(total.by_model, dict[str, llm.Totals])
    assert_type(total.by_model["a"].cost_usd, float | None)
    assert_type(total.attempts, list[llm.Attempt])
    try:
        ask("a")
    except llm.LimitTimeoutError as error:
        as_builtin: TimeoutError = error
        as_ours: MirascopeError = error
        print(as_builtin, as_ours)
    except llm.UnpricedModelError as error:
        as_budget: BudgetExceededError = error
        assert_type(as_budget.limit_usd, float | None)
    except llm.BudgetExceededError as error:
        assert_type(error.spent_tokens, int | None)
