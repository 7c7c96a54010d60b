"""What `llm.limit` and `limit=` take."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from mirascope import llm
from mirascope.exceptions import OptionError


def test_a_limit_is_taken_by_calls_and_contexts() -> None:
    limit = llm.limit(usd=1)
    llm.call("openai/gpt-4o-mini", limit=limit)
    llm.context(limit=limit)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "limits nothing"),
        ({"wait": False}, "limits nothing"),
        ({"usd": 0}, "`usd` is 0: give US dollars above 0"),
        ({"usd": -1.5}, "`usd` is -1.5"),
        ({"usd": float("nan")}, "`usd` is nan"),
        ({"usd": float("inf")}, "`usd` is inf"),
        ({"usd": "5"}, "`usd` is '5'"),
        ({"usd": True}, "`usd` is True"),
        ({"tokens": 0}, "`tokens` is 0: give a whole number above 0"),
        ({"requests_per_minute": -1}, "`requests_per_minute` is -1"),
        ({"requests_per_day": 0}, "`requests_per_day` is 0"),
        ({"tokens_per_minute": 1.5}, "`tokens_per_minute` is 1.5"),
        ({"input_tokens_per_minute": "many"}, "`input_tokens_per_minute` is 'many'"),
        ({"output_tokens_per_minute": 0}, "`output_tokens_per_minute` is 0"),
        ({"concurrency": 0}, "`concurrency` is 0"),
        ({"usd": 1, "unpriced": "allow"}, "`unpriced` is 'allow'"),
        ({"usd": 1, "unpriced": (1,)}, r"`unpriced` is \(1,\)"),
        ({"usd": 1, "unpriced": (1, -1)}, r"`unpriced` is \(1, -1\)"),
        ({"usd": 1, "unpriced": ["refuse"]}, "`unpriced` is"),
        ({"tokens": 5, "unpriced": (1, 1)}, "no money is limited"),
        ({"usd": 1, "wait": -1}, "`wait` is -1"),
        ({"usd": 1, "wait": None}, "`wait` is None"),
    ],
)
def test_what_no_call_could_keep_to_is_refused(options: Any, message: str) -> None:
    with pytest.raises(OptionError, match=message) as caught:
        llm.limit(**options)
    assert str(caught.value).count(". ") == 0


@pytest.mark.parametrize("wrong", [5, 1.0, "limit", llm.Limit, object()])
def test_what_is_no_limit_is_refused_where_it_is_given(wrong: Any) -> None:
    @llm.call("openai/gpt-4o-mini")
    def ask() -> str:
        return "hi"

    for use in (
        lambda: llm.call("openai/gpt-4o-mini", limit=wrong),
        lambda: llm.context(limit=wrong),
        lambda: llm.override(ask, limit=wrong),
        lambda: llm.set_limit(wrong),
    ):
        with pytest.raises(OptionError, match=r"give what `llm.limit\(...\)` made"):
            use()


@pytest.mark.parametrize("name", ["provider", "model"])
@pytest.mark.parametrize("wrong", ["", 5, ["gpt-*"]])
def test_what_a_limit_is_set_for_is_text(name: str, wrong: Any) -> None:
    with pytest.raises(OptionError, match=f"`{name}` is .*: give text"):
        llm.set_limit(llm.limit(usd=1), **{name: wrong})


def test_a_limit_for_a_provider_that_does_not_exist_is_a_warning() -> None:
    with pytest.warns(UserWarning, match="did you mean 'openai'"):
        llm.set_limit(llm.limit(usd=1), provider="opnai")
    llm.set_limit(None, provider="opnai")


def test_a_limit_says_what_it_limits() -> None:
    limit = llm.limit(requests_per_minute=500, usd=5.0, unpriced=(0.1, 0.4), wait=2)
    shown = "requests_per_minute=500, usd=5.0, unpriced=(0.1, 0.4), wait=2"
    assert repr(limit) == f"llm.limit({shown})"


def test_a_copy_is_the_same_limit_and_there_is_no_other() -> None:
    limit = llm.limit(usd=1)
    assert copy.copy(limit) is copy.deepcopy([limit])[0] is limit
    with pytest.raises(TypeError, match="holds in one process"):
        pickle.dumps(limit)


def test_a_tracker_is_not_copied_and_its_figures_are_pickled() -> None:
    tracker = llm.track()
    assert copy.copy(tracker) is copy.deepcopy([tracker])[0] is tracker
    with pytest.raises(TypeError, match="pickle its figures"):
        pickle.dumps(tracker)
    tracker.by_model["gpt"] = llm.Totals(calls=2)
    assert pickle.loads(pickle.dumps(tracker.by_model))["gpt"].calls == 2  # noqa: S301


def test_errors_keep_their_figures_when_they_are_pickled() -> None:
    error = llm.UnpricedModelError("no price", limit_usd=2.0)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  it is our own
    assert (str(again), again.limit_usd) == ("no price", 2.0)
    assert isinstance(again, llm.BudgetExceededError)
    assert issubclass(llm.LimitTimeoutError, TimeoutError)
