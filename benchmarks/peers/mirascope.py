"""This library, measured beside its peers."""

from __future__ import annotations

from benchmarks import by_hand
from benchmarks.measure import Pair
from mirascope.core import openai

from .work import Column, Outcome, counted, final, value

PACKAGES = ("mirascope", "openai", "pydantic")


def call(url: str, model: str) -> Pair:
    """Prepare a call."""
    shared = by_hand.client(url)

    @openai.call(model, client=shared)
    def recommend(genre: str) -> str:
        return f"Recommend a {genre} book"

    return Pair(
        raw=lambda: by_hand.text(by_hand.ask(shared)),
        ours=lambda: recommend("fantasy").content,
    )


def fill(url: str, model: str) -> Pair:
    """Prepare a call with a response model."""
    shared = by_hand.client(url)

    @openai.call(model, client=shared, response_model=by_hand.Book)
    def recommend(genre: str) -> str:
        return f"Recommend a {genre} book"

    return Pair(
        raw=lambda: by_hand.fill(shared), ours=lambda: recommend("fantasy"), look=value
    )


def stream(url: str, model: str) -> Pair:
    """Prepare a text stream."""
    shared = by_hand.client(url)

    @openai.call(model, client=shared, stream=True)
    def recommend(genre: str) -> str:
        return f"Recommend a {genre} book"

    def ours() -> Outcome:
        return counted((chunk.content for chunk, _ in recommend("fantasy")), "".join)

    return Pair(raw=lambda: by_hand.stream_text(shared, model), ours=ours, look=value)


def books(url: str, model: str) -> Pair:
    """Prepare a structured stream."""
    shared = by_hand.client(url)

    @openai.call(model, client=shared, response_model=by_hand.Books, stream=True)
    def recommend(genre: str) -> str:
        return f"Recommend a {genre} book"

    def ours() -> Outcome:
        return final(recommend("fantasy"))

    return Pair(raw=lambda: by_hand.stream_books(shared, model), ours=ours, look=value)


COLUMNS: dict[str, Column] = {
    "mirascope": {"call": call, "model": fill, "stream": stream, "books": books}
}
