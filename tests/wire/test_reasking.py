"""Each service takes the conversation in which it is asked for a valid answer.

The emulator stands for the services, and refuses what they are known to refuse.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from pydantic import BaseModel

from mirascope import llm
from mirascope.core import Messages
from tests.contract.row import Row
from tests.emulator import Emulator

from .conftest import EMULATED, Reach

EACH = pytest.mark.parametrize("row", EMULATED, ids=lambda row: row.id)
KINDS = pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
THINKING: dict[str, dict[str, Any]] = {
    "anthropic": {"thinking": {"type": "enabled", "budget_tokens": 1024}},
    "google": {"config": {"thinking_config": {"include_thoughts": True}}},
}
PREFIX = {"litellm": "openai/"}
"""What tells the SDK of a model that it does not know who has it."""
WRONG = ("schema-mismatch", "invalid-output", "empty")
"""What the emulator does wrong, by the end of the model's name."""


class Book(BaseModel):
    """A book."""

    title: str
    author: str


def get_weather(city: str) -> str:
    """Get the weather of a city.

    Args:
        city: The city.
    """
    return f"fine in {city}"


@EACH
@KINDS
@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize(
    "options",
    [{}, {"json_mode": True}, {"tools": [get_weather]}],
    ids=["tool", "json", "tools"],
)
def test_the_services_take_what_they_are_told(
    row: Row,
    is_async: bool,
    wrong: str,
    options: dict[str, Any],
    reach: Reach,
    emulated: Emulator,
    runner: asyncio.Runner,
) -> None:
    options = {**options, **reach(row, is_async), "validation_retries": 2}
    model = f"{PREFIX.get(row.id, '')}{row.model}-{wrong}"
    call = llm.call(row.provider, model, response_model=Book, **options)

    def prompt() -> Any:
        return [Messages.System("Be short."), Messages.User("Dune by Frank Herbert")]

    async def async_prompt() -> Any:
        return prompt()

    async def ask() -> Any:
        return await call(async_prompt)()

    with pytest.raises(ValueError) as caught:  # noqa: PT011  any of ours
        runner.run(ask()) if is_async else call(prompt)()
    error: Any = caught.value
    assert len(emulated.requests()) == 3, error
    assert error.response.provider == row.provider
    assert error.__notes__ == ["attempt 3 of 3"]


@pytest.mark.parametrize(
    "row", [row for row in EMULATED if row.id in THINKING], ids=lambda row: row.id
)
def test_thoughts_are_carried(row: Row, reach: Reach, emulated: Emulator) -> None:
    options: dict[str, Any] = {**reach(row, False), "call_params": THINKING[row.id]}

    @llm.call(
        row.provider,
        f"{row.model}-schema-mismatch",
        response_model=Book,
        validation_retries=1,
        **options,
    )
    def prompt() -> str:
        return "Dune by Frank Herbert"

    with pytest.raises(ValueError):  # noqa: PT011  any of ours
        prompt()
    second: Any = emulated.requests()[1]["body"]
    sent = json.dumps(second.get("messages") or second.get("contents"))
    assert "Let me think" in sent
    assert ("signature" in sent) == (row.id == "anthropic")
