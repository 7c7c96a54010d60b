"""LiteLLM: one function for every service, with the answers of OpenAI's chat."""

from __future__ import annotations

from typing import Any

import litellm

from benchmarks import by_hand
from benchmarks.backend import KEY
from benchmarks.measure import Pair

from .work import Column, Outcome, counted, value

PACKAGES = ("litellm", "openai", "pydantic")
litellm.telemetry = False
_completion: Any = litellm.completion


def call(url: str, model: str) -> Pair:
    """Prepare `litellm.completion`."""
    raw = by_hand.client(url)
    return Pair(
        raw=lambda: by_hand.text(by_hand.ask(raw)),
        ours=lambda: by_hand.text(_ask(url, model)),
    )


def fill(url: str, model: str) -> Pair:
    """Prepare a call with a `response_format`, which the caller validates."""
    raw = by_hand.client(url)

    def by_format() -> by_hand.Book:
        answer = raw.chat.completions.create(
            model=model, messages=by_hand.MESSAGES, response_format=_FORMAT
        )
        return by_hand.Book.model_validate_json(by_hand.text(answer) or "")

    def ours() -> by_hand.Book:
        answer = _ask(url, model, response_format=by_hand.Book)
        return by_hand.Book.model_validate_json(by_hand.text(answer) or "")

    return Pair(raw=by_format, ours=ours, look=value)


def stream(url: str, model: str) -> Pair:
    """Prepare `litellm.completion(stream=True)`."""
    raw = by_hand.client(url)

    def ours() -> Outcome:
        chunks = _ask(url, model, **by_hand.STREAMED)
        return counted((by_hand.content_of(chunk) for chunk in chunks), "".join)

    return Pair(raw=lambda: by_hand.stream_text(raw, model), ours=ours, look=value)


def _ask(url: str, model: str, **options: Any) -> Any:
    return _completion(
        model=f"openai/{model}",
        messages=by_hand.MESSAGES,
        api_base=url,
        api_key=KEY,
        **options,
    )


_FORMAT: Any = {
    "type": "json_schema",
    "json_schema": {
        "name": "Book",
        "strict": True,
        "schema": {**by_hand.Book.model_json_schema(), "additionalProperties": False},
    },
}
COLUMNS: dict[str, Column] = {
    "litellm": {"call": call, "model": fill, "stream": stream}
}
