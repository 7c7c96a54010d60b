"""A conversation begun on any provider goes on with any other.

The emulator stands for the services, and refuses what they are known to refuse.
"""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise, permutations
from typing import Any

import pytest
from pydantic import BaseModel

from mirascope import llm
from mirascope.core import BaseMessageParam, Messages
from tests.contract.row import Row
from tests.emulator import Emulator

from .conftest import EMULATED, Reach

QUESTION = "What is the weather in Tokyo and Paris?"
ANSWER = "Based on the tool result: fine in Tokyo; fine in Paris"
THINKING: dict[str, dict[str, Any]] = {
    "anthropic": {"thinking": {"type": "enabled", "budget_tokens": 1024}},
    "bedrock": {
        "additionalModelRequestFields": {
            "thinking": {"type": "enabled", "budget_tokens": 1024}
        }
    },
    "google": {"config": {"thinking_config": {"include_thoughts": True}}},
}
"""What makes the emulator think aloud, in the words of each provider."""
SAME = {"gemini": "google", "vertex": "google"}
"""Whose messages a provider takes as its own."""

KINDS = pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
WAYS = pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
EACH = pytest.mark.parametrize("row", EMULATED, ids=lambda row: row.id)
PAIRS = pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(first, second, id=f"{first.id}-{second.id}")
        for first, second in permutations(EMULATED, 2)
    ],
)


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


def ask(messages: list[BaseMessageParam]) -> list[BaseMessageParam]:
    """Say the whole conversation."""
    return messages


async def ask_async(messages: list[BaseMessageParam]) -> list[BaseMessageParam]:
    """Say the whole conversation."""
    return messages


@dataclass
class Speaker:
    """One side of the conversation, sync or async, whole or streamed."""

    runner: asyncio.Runner
    reach: Reach
    is_async: bool
    stream: bool

    def decorate(self, row: Row, **options: Any) -> Callable[..., Any]:
        """Make the agent of a provider."""
        options = {"tools": [get_weather], "stream": self.stream, **options}
        options |= self.reach(row, self.is_async)
        prompt = ask_async if self.is_async else ask
        return llm.call(row.provider, row.model, **options)(prompt)

    def override(self, agent: Callable[..., Any], row: Row) -> Callable[..., Any]:
        """Let another provider answer."""
        reached = self.reach(row, self.is_async)
        return llm.override(agent, provider=row.provider, model=row.model, **reached)

    def say(self, agent: Callable[..., Any], messages: list[BaseMessageParam]) -> Any:
        """Ask; a stream is read to its end."""
        content = self.wait(agent(messages))
        if self.stream:
            self.collect(content)
        return content

    def wait(self, value: Any) -> Any:
        if not inspect.isawaitable(value):
            return value

        async def wait() -> Any:
            return await value

        return self.runner.run(wait())

    def collect(self, stream: Any) -> list[Any]:
        if not self.is_async:
            return list(stream)

        async def collect() -> list[Any]:
            return [item async for item in stream]

        return self.runner.run(collect())

    def answer(self, content: Any) -> list[BaseMessageParam]:
        """Give what was said, and the results of the tools that it calls."""
        whole = content.construct_call_response() if self.stream else content
        outputs = [(tool, tool.call()) for tool in whole.tools or ()]
        return [content.message_param, *content.tool_message_params(outputs)]

    def begin(self, row: Row, **options: Any) -> list[BaseMessageParam]:
        """Have a question, two calls and their results."""
        agent = self.decorate(row, **options)
        messages = self.say(agent, [Messages.User(QUESTION)])
        history = [Messages.User(QUESTION), *self.answer(messages)]
        assert [message.role for message in history[1:]] == [
            "assistant",
            *["tool"] * (len(history) - 2),
        ]
        return history


@pytest.fixture(scope="session")
def begun() -> dict[Any, list[BaseMessageParam]]:
    """The conversations that were begun, each once."""
    return {}


@pytest.fixture
def speaker(
    reach: Reach, runner: asyncio.Runner, is_async: bool, stream: bool
) -> Speaker:
    return Speaker(runner, reach, is_async, stream)


@PAIRS
@pytest.mark.parametrize(
    ("is_async", "stream"),
    [(False, False), (True, True)],
    ids=["whole-sync", "streamed-async"],
)
def test_a_history_goes_on_with_any_other_provider(
    first: Row, second: Row, speaker: Speaker, emulated: Emulator, begun: dict[Any, Any]
) -> None:
    key = (first.id, speaker.is_async, speaker.stream)
    if key not in begun:
        begun[key] = speaker.begin(first)
        emulated.reset()
    agent, history = speaker.decorate(first), begun[key]

    # In the midst of the turn: the results are for calls that another one made.
    other = speaker.override(agent, second)
    content = speaker.say(other, history)
    assert content.content == ANSWER
    assert content.provider == second.provider
    check_calls(emulated)

    # After the turn, with another question.
    history = [*history, *speaker.answer(content), Messages.User("And what of Oslo?")]
    again = speaker.say(speaker.decorate(second), history)
    assert again.content
    check_calls(emulated)

    assert len(emulated.requests()) == 2


def check_calls(emulated: Emulator) -> None:
    """See that both calls, with their results, are in the last request."""
    body = dict(emulated.requests()[-1]["body"])
    body.pop("tools", None)
    body.pop("toolConfig", None)
    text = json.dumps(body).replace("\\", "").replace(" ", "")
    for city in ("Tokyo", "Paris"):
        assert f'"city":"{city}"' in text
        assert f"finein{city}" in text


@pytest.mark.parametrize(
    "first", [row for row in EMULATED if row.id in THINKING], ids=lambda row: row.id
)
@pytest.mark.parametrize("second", EMULATED, ids=lambda row: row.id)
@WAYS
@pytest.mark.parametrize("is_async", [False], ids=["sync"])
def test_thoughts_stay_with_who_had_them(
    first: Row, second: Row, speaker: Speaker, emulated: Emulator
) -> None:
    thinks = {"call_params": THINKING[first.id]}
    history = speaker.begin(first, **thinks)
    thought = speaker.say(speaker.decorate(first, **thinks), history).thinking
    assert thought
    content = speaker.say(speaker.decorate(second), history)
    is_kept = thought in last_messages(emulated)
    assert is_kept == (first.id == SAME.get(second.id, second.id))
    history = [*history, *speaker.answer(content), Messages.User("Thank you")]
    speaker.say(speaker.decorate(first), history)
    assert thought in last_messages(emulated)


def last_messages(emulated: Emulator) -> str:
    body = emulated.requests()[-1]["body"]
    return json.dumps(body.get("messages") or body["contents"], ensure_ascii=False)


@EACH
@KINDS
@WAYS
def test_the_same_prompt_function_asks_every_provider(
    row: Row, speaker: Speaker, emulated: Emulator
) -> None:
    agent = speaker.decorate(row, tools=None)
    messages = speaker.say(agent, [Messages.User("Recommend a fantasy book")])
    assert "Recommend a fantasy book" in messages.content
    first = speaker.decorate(EMULATED[0], tools=None)
    other = speaker.override(first, row)
    again = speaker.say(other, [Messages.User("Recommend a fantasy book")])
    assert again.content == messages.content
    assert again.provider == row.provider


@EACH
@KINDS
@WAYS
def test_the_same_agent_loop_runs_on_every_provider(
    row: Row, speaker: Speaker, emulated: Emulator
) -> None:
    agent = speaker.decorate(EMULATED[0])
    step = speaker.override(agent, row)
    history = [Messages.User(QUESTION)]
    for _ in range(5):
        content = speaker.say(step, history)
        history += (answer := speaker.answer(content))
        if len(answer) == 1:
            break
    assert history[-1].role == "assistant"
    assert content.content == ANSWER
    assert len(emulated.requests()) == 2


@EACH
@KINDS
@pytest.mark.parametrize("stream", [True], ids=["streamed"])
def test_the_same_structured_stream_comes_from_every_provider(
    row: Row, speaker: Speaker, emulated: Emulator
) -> None:
    options = {"tools": None, "response_model": Book}
    first = speaker.decorate(EMULATED[0], **options)
    other = speaker.override(first, row)
    question = "Extract: The Name of the Wind by Patrick Rothfuss"
    steps = speaker.collect(speaker.wait(other([Messages.User(question)])))
    assert steps[-1] == Book(title="The Name of the Wind", author="Patrick Rothfuss")
    titles = [step.title or "" for step in steps]
    assert all(after.startswith(one) for one, after in pairwise(titles))
