"""instructor: a patched client, whose calls take a `response_model`."""

from __future__ import annotations

from typing import Any

import instructor

from benchmarks import by_hand
from benchmarks.measure import Pair

from .work import Column, Outcome, counted, final, value

PACKAGES = ("instructor", "openai", "pydantic")


def call(url: str, model: str) -> Pair:
    """Prepare a call without a response model."""
    raw = by_hand.client(url)
    client: Any = instructor.from_openai(raw)

    def ours() -> str | None:
        answer = client.create(
            model=model, response_model=None, messages=by_hand.MESSAGES
        )
        return by_hand.text(answer)

    return Pair(raw=lambda: by_hand.text(by_hand.ask(raw)), ours=ours)


def fill(url: str, model: str) -> Pair:
    """Prepare a call with a response model."""
    raw = by_hand.client(url)
    client: Any = instructor.from_openai(raw)

    def ours() -> Any:
        return client.create(
            model=model, response_model=by_hand.Book, messages=by_hand.MESSAGES
        )

    return Pair(raw=lambda: by_hand.fill(raw), ours=ours, look=value)


def stream(url: str, model: str) -> Pair:
    """Prepare a stream without a response model, which gives the SDK's own chunks."""
    raw = by_hand.client(url)
    client: Any = instructor.from_openai(raw)

    def ours() -> Outcome:
        chunks = client.create(
            model=model,
            response_model=None,
            messages=by_hand.MESSAGES,
            **by_hand.STREAMED,
        )
        return counted((by_hand.content_of(chunk) for chunk in chunks), "".join)

    return Pair(raw=lambda: by_hand.stream_text(raw, model), ours=ours, look=value)


def books(url: str, model: str) -> Pair:
    """Prepare `create_partial`."""
    raw = by_hand.client(url)
    client: Any = instructor.from_openai(raw)

    def ours() -> Outcome:
        return final(
            client.create_partial(
                model=model, response_model=by_hand.Books, messages=by_hand.MESSAGES
            )
        )

    return Pair(raw=lambda: by_hand.stream_books(raw, model), ours=ours, look=value)


COLUMNS: dict[str, Column] = {
    "instructor": {"call": call, "model": fill, "stream": stream, "books": books}
}
