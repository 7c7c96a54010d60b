"""What one call costs: with a client, without one, neutral, and 200 of them at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from benchmarks.backend import KEY
from benchmarks.measure import Pair, Scale, compare
from benchmarks.row import MakePair, Result, Row, by_difference, ratio_row

if TYPE_CHECKING:
    import openai as sdk
    from openai.types.chat import ChatCompletion

AT_ONCE = 200
_Ask: TypeAlias = Callable[[str], Awaitable[str | None]]


def client(url: str) -> sdk.OpenAI:
    """Make a client of the raw SDK.

    Args:
        url: Where the server is.

    Returns:
        The client, warmed up by its first request.
    """
    import openai as sdk

    made = sdk.OpenAI(base_url=url, api_key=KEY)
    by_hand(made, "fantasy")
    return made


def by_hand(raw: sdk.OpenAI, genre: str) -> str | None:
    """Make the call of all rows without this library.

    Args:
        raw: The client.
        genre: The argument of the prompt.

    Returns:
        The answer's text.
    """
    answer = raw.chat.completions.create(
        model="text",
        messages=[{"role": "user", "content": f"Recommend a {genre} book"}],
    )
    return answer.choices[0].message.content


def with_client(url: str) -> Pair:
    """Prepare `openai.call(client=...)` and the raw call, both on one client."""
    from mirascope.core import openai

    shared = client(url)

    @openai.call("text", client=shared)
    def recommend(genre: str) -> str:
        return f"Recommend a {genre} book"

    return Pair(
        raw=lambda: by_hand(shared, "fantasy"),
        ours=lambda: recommend("fantasy").content,
    )


def with_template(url: str) -> Pair:
    """Prepare `openai.call` below a string template, and the raw call."""
    from mirascope.core import openai, prompt_template

    shared = client(url)

    @openai.call("text", client=shared)
    @prompt_template("Recommend a {genre} book")
    def recommend(genre: str) -> None: ...

    return Pair(
        raw=lambda: by_hand(shared, "fantasy"),
        ours=lambda: recommend("fantasy").content,
    )


def without_client(url: str) -> Pair:
    """Prepare `openai.call` on the default client, and a client reused by hand."""
    from mirascope.core import openai

    raw = client(url)

    @openai.call("text")
    def recommend(genre: str) -> str:
        return f"Recommend a {genre} book"

    return Pair(
        raw=lambda: by_hand(raw, "fantasy"),
        ours=lambda: recommend("fantasy").content,
    )


def neutral(url: str) -> Pair:
    """Prepare `llm.call` on the default client, and a client reused by hand."""
    from mirascope import llm

    raw = client(url)

    @llm.call(provider="openai", model="text")
    def recommend(genre: str) -> str:
        return f"Recommend a {genre} book"

    return Pair(
        raw=lambda: by_hand(raw, "fantasy"),
        ours=lambda: recommend("fantasy").content,
    )


def at_once(count: int) -> MakePair:
    """Prepare async calls at once, both sides on one client and one event loop.

    Args:
        count: How many.

    Returns:
        What prepares them.
    """

    def make(url: str) -> Pair:
        import openai as sdk

        from mirascope.core import openai

        shared = sdk.AsyncOpenAI(base_url=url, api_key=KEY)
        loop = asyncio.new_event_loop()

        @openai.call("text", client=shared)
        async def recommend(genre: str) -> str:
            return f"Recommend a {genre} book"

        async def ours(genre: str) -> str | None:
            return (await recommend(genre)).content

        async def by_hand(genre: str) -> str | None:
            answer = await shared.chat.completions.create(
                model="text",
                messages=[{"role": "user", "content": f"Recommend a {genre} book"}],
            )
            return answer.choices[0].message.content

        async def all_of(one: _Ask) -> list[str | None]:
            return await asyncio.gather(*[one("fantasy") for _ in range(count)])

        return Pair(
            raw=lambda: loop.run_until_complete(all_of(by_hand)),
            ours=lambda: loop.run_until_complete(all_of(ours)),
        )

    return make


def without_requests(url: str) -> Pair:
    """Prepare calls whose SDK method answers at once: what remains is this library."""
    from mirascope.core import openai

    shared = client(url)
    messages: list[Any] = [{"role": "user", "content": "Recommend a fantasy book"}]
    answer = shared.chat.completions.create(model="text", messages=messages)

    def create(**_: object) -> ChatCompletion:
        return answer

    vars(shared.chat.completions)["create"] = create

    @openai.call("text", client=shared)
    def recommend(genre: str) -> str:
        return f"Recommend a {genre} book"

    return Pair(
        raw=lambda: by_hand(shared, "fantasy"),
        ours=lambda: recommend("fantasy").content,
    )


def _overhead(scale: Scale, url: str) -> Result:
    pair = without_requests(url)
    return by_difference(compare(pair, scale, rounds=600, batch=100))


MAKERS = {"call": with_client, "neutral": neutral}
"""The kinds of calls that memory is measured with."""

ROWS = (
    ratio_row(
        "call",
        "`openai.call` with a client, one call",
        with_client,
        limit=1.03,
        rounds=3_000,
    ),
    ratio_row(
        "default-client",
        "the same without giving a client",
        without_client,
        limit=1.03,
        rounds=3_000,
    ),
    ratio_row(
        "template",
        "the same with a string template",
        with_template,
        limit=1.03,
        rounds=3_000,
    ),
    ratio_row("llm", "`llm.call`", neutral, limit=1.04, rounds=3_000),
    ratio_row(
        "async",
        f"{AT_ONCE} async calls at once",
        at_once(AT_ONCE),
        small=at_once(10),
        limit=1.05,
        rounds=40,
    ),
    Row(
        name="overhead",
        title="`openai.call` alone, its SDK method answering at once",
        limit=15.0,
        unit="us",
        measure=_overhead,
        make=without_requests,
    ),
)
