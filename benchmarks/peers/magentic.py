"""magentic: functions without a body, whose return type says what comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from magentic import OpenaiChatModel, StreamedStr, prompt

from benchmarks import by_hand
from benchmarks.backend import KEY
from benchmarks.measure import Pair

from .work import Column, Outcome, counted, value

PACKAGES = ("magentic", "openai", "pydantic")


def call(url: str, model: str) -> Pair:
    """Prepare a function that returns a `str`."""
    raw = by_hand.client(url)
    recommend = _function(url, model, str)
    return Pair(
        raw=lambda: by_hand.text(by_hand.ask(raw)), ours=lambda: recommend("fantasy")
    )


def fill(url: str, model: str) -> Pair:
    """Prepare a function that returns a model."""
    raw = by_hand.client(url)
    recommend = _function(url, f"{model}@return_book", by_hand.Book)
    return Pair(
        raw=lambda: by_hand.fill(raw), ours=lambda: recommend("fantasy"), look=value
    )


def stream(url: str, model: str) -> Pair:
    """Prepare a function that returns a `StreamedStr`."""
    raw = by_hand.client(url)
    recommend = _function(url, model, StreamedStr)

    def ours() -> Outcome:
        return counted(recommend("fantasy"), "".join)

    return Pair(raw=lambda: by_hand.stream_text(raw, model), ours=ours, look=value)


def books(url: str, model: str) -> Pair:
    """Prepare a function that returns an iterable, which gives whole books only."""
    raw = by_hand.client(url)
    shape: Any = Iterable[by_hand.Book]
    recommend = _function(url, f"{model}@return_iterable_of_book@value", shape)

    def ours() -> Outcome:
        return counted(recommend("fantasy"), lambda made: by_hand.Books(books=[*made]))

    return Pair(raw=lambda: by_hand.stream_books(raw, model), ours=ours, look=value)


def _function(url: str, model: str, returned: Any) -> Callable[[str], Any]:
    def recommend(genre: str) -> Any: ...

    recommend.__annotations__["return"] = returned
    chat_model = OpenaiChatModel(model, api_key=KEY, base_url=url)
    return prompt("Recommend a {genre} book", model=chat_model)(recommend)


COLUMNS: dict[str, Column] = {
    "magentic": {"call": call, "model": fill, "stream": stream, "books": books}
}
