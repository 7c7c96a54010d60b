"""pydantic-ai: agents, whose streams are async."""

from __future__ import annotations

from functools import partial
from typing import Any

from openai import AsyncOpenAI
from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

from benchmarks import by_hand
from benchmarks.measure import Pair

from .work import Column, Loop, Outcome, final_async, value

PACKAGES = ("pydantic-ai-slim", "openai", "pydantic")


def call(url: str, model: str) -> Pair:
    """Prepare `Agent.run_sync`, and the sync call by hand."""
    raw = by_hand.client(url)
    agent = _agent(by_hand.async_client(url), model)
    return Pair(
        raw=lambda: by_hand.text(by_hand.ask(raw)),
        ours=lambda: agent.run_sync(by_hand.PROMPT).output,
    )


def fill(url: str, model: str) -> Pair:
    """Prepare `Agent.run_sync` with an output type."""
    raw = by_hand.client(url)
    client, name = by_hand.async_client(url), f"{model}@final_result"
    agent = _agent(client, name, output_type=by_hand.Book)
    return Pair(
        raw=lambda: by_hand.fill(raw),
        ours=lambda: agent.run_sync(by_hand.PROMPT).output,
        look=value,
    )


def stream(url: str, model: str, *, debounce_by: float | None) -> Pair:
    """Prepare `run_stream` and `stream_text`, and the async stream by hand."""
    raw, client = by_hand.async_client(url), by_hand.async_client(url)
    loop = Loop(raw, client)
    agent = _agent(client, model)

    async def ours() -> Outcome:
        async with agent.run_stream(by_hand.PROMPT) as result:
            texts = result.stream_text(delta=True, debounce_by=debounce_by)
            pieces = [piece async for piece in texts]
        return Outcome("".join(pieces), len(pieces))

    return Pair(
        raw=loop.run(lambda: by_hand.stream_text_async(raw, model)),
        ours=loop.run(ours),
        look=value,
        close=loop.close,
    )


def books(url: str, model: str, *, debounce_by: float | None) -> Pair:
    """Prepare `run_stream` and `stream_output`, and the async stream by hand."""
    raw, client = by_hand.async_client(url), by_hand.async_client(url)
    loop = Loop(raw, client)
    agent = _agent(client, f"{model}@final_result", output_type=by_hand.Books)

    async def ours() -> Outcome:
        async with agent.run_stream(by_hand.PROMPT) as result:
            return await final_async(result.stream_output(debounce_by=debounce_by))

    return Pair(
        raw=loop.run(lambda: by_hand.stream_books_async(raw, model)),
        ours=loop.run(ours),
        look=value,
        close=loop.close,
    )


def _agent(client: AsyncOpenAI, model: str, **options: Any) -> Any:
    provider = OpenAIProvider(openai_client=client)
    return Agent(OpenAIChatModel(model, provider=provider), **options)


COLUMNS: dict[str, Column] = {
    "pydantic-ai": {
        "call": call,
        "model": fill,
        "stream": partial(stream, debounce_by=None),
        "books": partial(books, debounce_by=None),
    },
    "pydantic-ai, debounced": {
        "stream": partial(stream, debounce_by=0.1),
        "books": partial(books, debounce_by=0.1),
    },
}
"""Doing every chunk, and with the debounce of 0.1 s that is its default."""
