"""What typed answers, tools and structured streams cost, over doing it by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from benchmarks import by_hand
from benchmarks.measure import Pair, Scale, compare
from benchmarks.row import MakePair, Result, Row, by_difference, ratio_row
from benchmarks.wire import book_chunks

TOOLS = 10


def model(url: str) -> Pair:
    """Prepare one call that is answered with a pydantic model, through a tool call."""
    from mirascope.core import openai

    shared = by_hand.client(url)

    @openai.call("book", client=shared, response_model=by_hand.Book)
    def recommend(genre: str) -> str:
        return f"Recommend a {genre} book"

    return Pair(
        raw=lambda: by_hand.fill(shared),
        ours=lambda: recommend("fantasy"),
        look=_fields,
    )


def tools(url: str) -> Pair:
    """Prepare what ten function tools add to a call, here and by hand.

    Sending ten schemas has its price with the raw SDK too. The two sides hold the same
    SDK calls, once with schemas and once without, so that their difference is ours.
    """
    from mirascope.core import openai

    shared = by_hand.client(url)

    @openai.call("text", client=shared)
    def plain(genre: str) -> str:
        return f"Recommend a {genre} book"

    @openai.call("text", client=shared, tools=[_function(i) for i in range(TOOLS)])
    def recommend(genre: str) -> str:
        return f"Recommend a {genre} book"

    schemas: Any = recommend("fantasy").call_kwargs["tools"]

    def raw() -> object:
        answer = shared.chat.completions.create(
            model="text", messages=by_hand.MESSAGES, tools=schemas
        )
        return by_hand.text(answer), plain("fantasy").content

    def ours() -> object:
        return by_hand.text(by_hand.ask(shared)), recommend("fantasy").content

    return Pair(raw=raw, ours=ours)


def stream(count: int) -> MakePair:
    """Prepare a structured stream.

    Args:
        count: How many books it has.

    Returns:
        What prepares it.
    """
    name = f"books-{count}"

    def make(url: str) -> Pair:
        from mirascope.core import openai

        shared = by_hand.client(url)

        @openai.call(name, client=shared, response_model=by_hand.Books, stream=True)
        def recommend(genre: str) -> str:
            return f"Recommend a {genre} book"

        return Pair(
            raw=lambda: by_hand.stream_books(shared, name),
            ours=lambda: last(recommend("fantasy")),
            look=_fields,
        )

    return make


def partial_tools(count: int) -> MakePair:
    """Prepare a stream of one tool call, whose tool is looked at as its arguments grow.

    Args:
        count: How many books its arguments have.

    Returns:
        What prepares it.
    """
    name = f"books-{count}@find_books"

    def make(url: str) -> Pair:
        from mirascope.core import openai

        shared = by_hand.client(url)

        def find_books(books: list[by_hand.Book]) -> str:
            """Find books."""
            return f"{len(books)} books"

        @openai.call(
            name, client=shared, tools=[find_books], stream={"partial_tools": True}
        )
        def recommend(genre: str) -> str:
            return f"Recommend a {genre} book"

        def ours() -> object:
            grown: Any = last(tool for _, tool in recommend("fantasy") if tool)
            return [book.model_dump() for book in grown.args["books"]]

        def raw() -> object:
            arguments = by_hand.stream_arguments(shared, name)
            made = by_hand.Books.model_validate_json(arguments)
            return [book.model_dump() for book in made.books]

        return Pair(raw=raw, ours=ours)

    return make


def last(items: Iterable[object]) -> object:
    """Go through items, of which each has to be made.

    Args:
        items: The items.

    Returns:
        The last one.
    """
    item: object = None
    for item in items:  # noqa: B007
        pass
    return item


def _fields(item: Any) -> object:
    return item.model_dump()


def _function(index: int) -> Callable[..., str]:
    def find(genre: str, limit: int = 3) -> str:
        """Find books.

        Args:
            genre: The genre.
            limit: How many.
        """
        return f"{limit} {genre} books"

    find.__name__ = f"find_{index}"
    return find


def _tools(scale: Scale, url: str) -> Result:
    return by_difference(compare(tools(url), scale, rounds=2_000))


def _stream_row(count: int, limit: float | None, rounds: int) -> Row:
    chunks = book_chunks(count)
    return ratio_row(
        f"books-{count}",
        f"structured stream, {count:,} books ({chunks:,} chunks)",
        stream(count),
        small=stream(3),
        limit=limit,
        rounds=rounds,
    )


ROWS = (
    ratio_row(
        "model",
        "one `response_model` call",
        model,
        limit=1.04,
        rounds=2_000,
    ),
    Row(
        name="tools",
        title=f"{TOOLS} function tools, over the call without, less the SDK's part",
        limit=30.0,
        unit="us",
        measure=_tools,
        make=tools,
    ),
    ratio_row(
        "partial-tools",
        f"partial tools, arguments in {book_chunks(200):,} pieces",
        partial_tools(200),
        small=partial_tools(3),
        limit=None,
        rounds=24,
    ),
    ratio_row(
        "partial-tools-long",
        f"partial tools, arguments in {book_chunks(2_000):,} pieces",
        partial_tools(2_000),
        small=partial_tools(3),
        limit=None,
        rounds=6,
    ),
    _stream_row(10, None, 200),
    _stream_row(200, 0.5, 24),
    _stream_row(2_000, 0.6, 6),
    _stream_row(5_000, 0.7, 4),
)
