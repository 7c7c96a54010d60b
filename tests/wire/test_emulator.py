"""The emulator's answers, which nobody of this project wrote."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from pydantic import BaseModel

from mirascope import llm
from tests.contract.row import Row
from tests.contract.way import make_prompt
from tests.emulator import Emulator

from .conftest import EMULATED, Reach

ADDRESSES = {
    row.id: row.wire.emulated for row in EMULATED if row.wire.emulated is not None
}
EACH = pytest.mark.parametrize("row", EMULATED, ids=lambda row: row.id)
KINDS = pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])


class Book(BaseModel):
    """A book."""

    title: str
    author: str


@pytest.fixture
def ask(row: Row, is_async: bool, reach: Reach, runner: asyncio.Runner) -> Any:
    """Ask a provider through the neutral layer."""
    needed = reach(row, is_async)

    def ask(text: str = "Recommend a fantasy book", model: str = "", **options: Any):
        decorated = llm.call(row.provider, model or row.model, **needed, **options)(
            make_prompt(lambda _: text, is_async)
        )
        return runner.run(_wait(decorated())) if is_async else decorated()

    ask.collect = lambda stream: (
        runner.run(_collect(stream)) if is_async else list(stream)
    )
    return ask


async def _wait(value: Any) -> Any:
    return await value


async def _collect(stream: Any) -> list[Any]:
    return [item async for item in stream]


@EACH
@KINDS
def test_whole_and_streamed_text(row: Row, is_async: bool, ask: Any) -> None:
    whole = ask()
    stream = ask(stream=True)
    pairs = ask.collect(stream)
    assert len(pairs) > 3
    assert "".join(str(chunk) for chunk, _ in pairs) == stream.content == whole.content
    rebuilt = stream.construct_call_response()
    assert rebuilt.finish_reasons == whole.finish_reasons == ["stop"]
    assert rebuilt.usage == whole.usage
    assert whole.usage.output_tokens > 0
    assert rebuilt.model == whole.model


@EACH
@KINDS
def test_a_limit_cuts_the_answer(row: Row, is_async: bool, ask: Any) -> None:
    assert ask(call_params={"max_tokens": 3}).finish_reasons == ["length"]


@EACH
@KINDS
def test_parallel_tools(row: Row, is_async: bool, ask: Any) -> None:
    def get_weather(city: str) -> str:
        """Get the weather of a city.

        Args:
            city: The city.
        """
        return f"fine in {city}"

    text = "What is the weather in Tokyo and Paris?"
    whole = ask(text, tools=[get_weather])
    stream = ask(text, tools=[get_weather], stream=True)
    streamed = [tool for _, tool in ask.collect(stream) if tool]
    for tools in (whole.tools, streamed, stream.construct_call_response().tools):
        assert [tool.call() for tool in tools] == ["fine in Tokyo", "fine in Paris"]
        ids = [tool.id for tool in tools]
        assert ids == [None, None] or len(set(ids)) == 2


@EACH
@KINDS
@pytest.mark.parametrize("json_mode", [False, True])
def test_a_response_model(row: Row, is_async: bool, ask: Any, json_mode: bool) -> None:
    text = "Extract: The Name of the Wind by Patrick Rothfuss"
    book = ask(text, response_model=Book, json_mode=json_mode)
    assert type(book) is Book
    stream = ask(text, response_model=Book, json_mode=json_mode, stream=True)
    assert ask.collect(stream)[-1] == book


@EACH
@KINDS
@pytest.mark.parametrize("status", [400, 401])
def test_failures_pass_through(
    row: Row, is_async: bool, ask: Any, emulator: Emulator, status: int
) -> None:
    # LiteLLM knows only the names of real models by themselves.
    prefix = "openai/" if row.provider == "litellm" else ""
    emulator.reset()
    with pytest.raises(row.sdk.find(row.sdk.errors[status])) as caught:
        ask(model=f"{prefix}{row.model}-error-{status}")
    assert row.sdk.status_of(caught.value) == status
    assert emulator.requests()
