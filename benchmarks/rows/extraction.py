"""What typed answers, tools and structured streams cost, over doing it by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from benchmarks.measure import Pair, Scale, compare
from benchmarks.row import MakePair, Result, Row, by_difference, ratio_row

from .calls import client

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion, ChatCompletionChunk

TOOLS = 10
_PROMPT = "Recommend a {genre} book"


def model(url: str) -> Pair:
    """Prepare one call that is answered with a pydantic model, through a tool call."""
    from pydantic import BaseModel

    from mirascope.core import openai

    class Book(BaseModel):
        """A book."""

        title: str
        author: str

    shared = client(url)
    tool = _tool(Book)

    @openai.call("book", client=shared, response_model=Book)
    def recommend(genre: str) -> str:
        return _PROMPT.format(genre=genre)

    def by_hand() -> Book:
        answer = shared.chat.completions.create(
            model="book",
            messages=[{"role": "user", "content": _PROMPT.format(genre="fantasy")}],
            tools=[tool],
            tool_choice=_choice("Book"),
        )
        calls = answer.choices[0].message.tool_calls
        if not calls or calls[0].type != "function":
            raise RuntimeError("the answer has no tool call")
        return Book.model_validate_json(calls[0].function.arguments)

    return Pair(raw=by_hand, ours=lambda: recommend("fantasy"), look=_fields)


def tools(url: str) -> Pair:
    """Prepare what ten function tools add to a call, here and by hand.

    Sending ten schemas has its price with the raw SDK too. The two sides hold the same
    SDK calls, once with schemas and once without, so that their difference is ours.
    """
    from mirascope.core import openai

    shared = client(url)

    @openai.call("text", client=shared)
    def plain(genre: str) -> str:
        return _PROMPT.format(genre=genre)

    @openai.call("text", client=shared, tools=[_function(i) for i in range(TOOLS)])
    def recommend(genre: str) -> str:
        return _PROMPT.format(genre=genre)

    schemas: Any = recommend("fantasy").call_kwargs["tools"]

    def by_hand(**more: Any) -> object:
        # The overloads cannot see which arguments come.
        create: Any = shared.chat.completions.create
        answer: ChatCompletion = create(
            model="text",
            messages=[{"role": "user", "content": _PROMPT.format(genre="fantasy")}],
            **more,
        )
        return answer.choices[0].message.content

    return Pair(
        raw=lambda: (by_hand(tools=schemas), plain("fantasy").content),
        ours=lambda: (by_hand(), recommend("fantasy").content),
    )


def stream(count: int) -> MakePair:
    """Prepare a structured stream.

    Args:
        count: How many books it has.

    Returns:
        What prepares it.
    """

    def make(url: str) -> Pair:
        from pydantic import BaseModel

        from mirascope.core import openai

        class Book(BaseModel):
            title: str
            author: str

        class Books(BaseModel):
            """Several books."""

            books: list[Book]

        shared = client(url)
        name = f"books-{count}"
        tool = _tool(Books)

        @openai.call(name, client=shared, response_model=Books, stream=True)
        def recommend(genre: str) -> str:
            return _PROMPT.format(genre=genre)

        def by_hand() -> Books:
            chunks = shared.chat.completions.create(
                model=name,
                messages=[{"role": "user", "content": _PROMPT.format(genre="fantasy")}],
                tools=[tool],
                tool_choice=_choice("Books"),
                stream=True,
                stream_options={"include_usage": True},
            )
            return Books.model_validate_json(_arguments(chunks))

        def ours() -> object:
            return _last(recommend("fantasy"))

        return Pair(raw=by_hand, ours=ours, look=_fields)

    return make


def _fields(item: Any) -> object:
    return item.model_dump()


def _arguments(chunks: Iterable[ChatCompletionChunk]) -> str:
    pieces: list[str] = []
    for chunk in chunks:
        if chunk.choices and (calls := chunk.choices[0].delta.tool_calls):
            function = calls[0].function
            pieces.append((function and function.arguments) or "")
    return "".join(pieces)


def _last(items: Iterable[object]) -> object:
    item: object = None
    for item in items:  # noqa: B007  each item has to be made
        pass
    return item


def _tool(shape: Any) -> Any:
    function = {
        "name": shape.__name__,
        "description": shape.__doc__ or "",
        "parameters": shape.model_json_schema(),
    }
    return {"type": "function", "function": function}


def _choice(name: str) -> Any:
    return {"type": "function", "function": {"name": name}}


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


def _tools_row() -> Row:
    def measure(scale: Scale, url: str) -> Result:
        return by_difference(compare(tools(url), scale, rounds=3_000))

    return Row(
        name="tools",
        title=f"{TOOLS} function tools, over the call without, less the SDK's part",
        limit=30.0,
        unit="us",
        measure=measure,
        make=tools,
        planned=True,
    )


ROWS = (
    ratio_row(
        "model",
        "one `response_model` call",
        model,
        limit=1.04,
        rounds=3_000,
        planned=True,
    ),
    _tools_row(),
    ratio_row(
        "books-200",
        "structured stream, 200 books (1,326 chunks)",
        stream(200),
        small=stream(3),
        limit=1.3,
        rounds=24,
        planned=True,
    ),
    ratio_row(
        "books-2000",
        "structured stream, 2,000 books (13,726 chunks)",
        stream(2_000),
        small=stream(3),
        limit=1.4,
        rounds=6,
        planned=True,
    ),
)
