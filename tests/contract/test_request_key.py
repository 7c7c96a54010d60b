"""The key of a request is the same however it is made, and another for what is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

from mirascope.core import ImageURLPart, Messages
from tests.internals import Binding, request_key
from tests.kept import Keep
from tests.server import Answer

from .row import Row
from .way import Way, recommend


class Book(BaseModel):
    """A book."""

    title: str


def now() -> str:
    """Tell the time."""
    return "noon"


ASKED: dict[str, dict[str, Any]] = {
    "text": {},
    "tools": {"tools": [now]},
    "params": {"call_params": {"max_tokens": 7}},
    "streamed": {"stream": True},
    "model": {"response_model": Book, "json_mode": True},
}


def key_of(way: Way, say: Callable[..., Any] = recommend, **options: Any) -> str:
    """Make a call, and give the key of its request."""
    keep = Keep()
    with Binding(keep):
        answer = way.ask(say, **options)
    if options.get("stream"):
        way.collect(answer)
    [request] = keep.requests
    return request_key(request)


def test_a_key_is_the_same_in_every_way_and_another_for_each_request(
    row: Row, make_way: Callable[..., Way]
) -> None:
    layers = ["llm"] if row.package is None else ["core", "llm"]
    ways = [make_way(row, layer, kind) for layer in layers for kind in (False, True)]
    ways[0].server.will(Answer(text='{"title": "Dune"}'))
    found: set[str] = set()
    for options in ASKED.values():
        [key] = {key_of(way, **options) for way in ways}
        found.add(key)
    assert len(found) == len(ASKED)


@pytest.mark.needs("images")
def test_all_of_the_address_of_an_image_counts(neutral: Way) -> None:
    def say(query: str) -> Any:
        url = f"https://example.com/a.png{query}"
        part = ImageURLPart(type="image_url", url=url, detail=None)
        return lambda _: Messages.User([part])

    queries = ["", "?token=1", "?token=2"]
    assert len({key_of(neutral, say(query)) for query in queries}) == 3
