"""What one call costs: with a client, without one, and neutral."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import by_hand
from benchmarks.measure import Pair, Scale, compare
from benchmarks.row import Result, Row, by_difference, ratio_row

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion


def with_client(url: str) -> Pair:
    """Prepare `openai.call(client=...)` and the raw call, both on one client."""
    from mirascope.core import openai

    shared = by_hand.client(url)

    @openai.call("text", client=shared)
    def recommend(genre: str) -> str:
        return f"Recommend a {genre} book"

    return Pair(
        raw=lambda: by_hand.text(by_hand.ask(shared)),
        ours=lambda: recommend("fantasy").content,
    )


def with_template(url: str) -> Pair:
    """Prepare `openai.call` below a string template, and the raw call."""
    from mirascope.core import openai, prompt_template

    shared = by_hand.client(url)

    @openai.call("text", client=shared)
    @prompt_template("Recommend a {genre} book")
    def recommend(genre: str) -> None: ...

    return Pair(
        raw=lambda: by_hand.text(by_hand.ask(shared)),
        ours=lambda: recommend("fantasy").content,
    )


def without_client(url: str) -> Pair:
    """Prepare `openai.call` on the default client, and a client reused by hand."""
    from mirascope.core import openai

    raw = by_hand.client(url)

    @openai.call("text")
    def recommend(genre: str) -> str:
        return f"Recommend a {genre} book"

    return Pair(
        raw=lambda: by_hand.text(by_hand.ask(raw)),
        ours=lambda: recommend("fantasy").content,
    )


def neutral(url: str) -> Pair:
    """Prepare `llm.call` on the default client, and a client reused by hand."""
    from mirascope import llm

    raw = by_hand.client(url)

    @llm.call(provider="openai", model="text")
    def recommend(genre: str) -> str:
        return f"Recommend a {genre} book"

    return Pair(
        raw=lambda: by_hand.text(by_hand.ask(raw)),
        ours=lambda: recommend("fantasy").content,
    )


def without_requests(url: str) -> Pair:
    """Prepare calls whose SDK method answers at once: what remains is this library."""
    from mirascope.core import openai

    shared = by_hand.client(url)
    answer = by_hand.ask(shared)

    def create(**_: object) -> ChatCompletion:
        return answer

    vars(shared.chat.completions)["create"] = create

    @openai.call("text", client=shared)
    def recommend(genre: str) -> str:
        return f"Recommend a {genre} book"

    return Pair(
        raw=lambda: by_hand.text(by_hand.ask(shared)),
        ours=lambda: recommend("fantasy").content,
    )


def _overhead(scale: Scale, url: str) -> Result:
    pair = without_requests(url)
    return by_difference(compare(pair, scale, rounds=400, batch=100))


ROWS = (
    ratio_row(
        "call",
        "`openai.call` with a client, one call",
        with_client,
        limit=1.0,
        rounds=3_000,
    ),
    ratio_row(
        "default-client",
        "the same without giving a client",
        without_client,
        limit=1.03,
        rounds=2_000,
    ),
    ratio_row(
        "template",
        "the same with a string template",
        with_template,
        limit=1.03,
        rounds=2_000,
    ),
    ratio_row("llm", "`llm.call`", neutral, limit=1.04, rounds=2_000),
    Row(
        name="overhead",
        title="`openai.call` alone, its SDK method answering at once",
        limit=15.0,
        unit="us",
        measure=_overhead,
        make=without_requests,
    ),
)
