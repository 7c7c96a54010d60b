"""What `retries` and `timeout` refuse, at decoration."""

from __future__ import annotations

from typing import Any

import pytest

from mirascope import llm
from mirascope.core import openai
from mirascope.exceptions import OptionError

WRONG: list[dict[str, Any]] = [
    {"retries": -1},
    {"retries": 1.0},
    {"retries": True},
    {"retries": "2"},
    {"timeout": 0},
    {"timeout": -1.0},
    {"timeout": True},
    {"timeout": float("inf")},
    {"timeout": float("nan")},
    {"timeout": "3"},
    {"limit": 5},
]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_a_wrong_value_is_refused_where_it_is_given(wrong: dict[str, Any]) -> None:
    (name,) = wrong
    model = "openai/gpt-4o-mini"
    with pytest.raises(OptionError, match=f"`{name}` is"):
        llm.call(model, **wrong)
    with pytest.raises(OptionError, match=f"`{name}` is"):
        openai.call("gpt-4o-mini", **wrong)
    with pytest.raises(OptionError, match=f"`{name}` is"):
        llm.context(**wrong)
