"""What whoever reads a stream throws into it is no error of the answer's."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from mirascope.exceptions import ResponseError
from tests.server import Answer

from .way import Way

PIECES = tuple('{"title": "Dune", "pages": 412}')


class Book(BaseModel):
    """A book."""

    title: str
    pages: int


async def _athrow(stream: Any, error: Exception) -> None:
    items = aiter(stream)
    await anext(items)
    await items.athrow(error)


def throw_into(way: Way, stream: Any, error: Exception) -> None:
    """Read one item, and throw an error in where it was given out."""
    if way.is_async:
        way.runner.run(_athrow(stream, error))
    else:
        items = iter(stream)
        next(items)
        items.throw(error)


@pytest.mark.parametrize("structured", [False, True], ids=["text", "model"])
def test_an_error_of_the_reader_is_not_kept(way: Way, structured: bool) -> None:
    options: dict[str, Any] = {"response_model": Book} if structured else {}
    way.server.will(Answer(text=PIECES))
    stream = way.stream(**options)
    mine = ResponseError("of another call", "another response")
    with pytest.raises(ResponseError) as caught:
        throw_into(way, stream, mine)
    assert caught.value is mine
    assert mine.response == "another response"
    assert not getattr(mine, "__notes__", [])
    assert len(way.collect(stream)) == 1, "it gives what had come, as one left early"
    assert len(way.server.requests) == 1


@pytest.mark.parametrize("structured", [False, True], ids=["text", "model"])
def test_an_error_of_the_reader_is_not_lost_after_a_stop(
    way: Way, structured: bool
) -> None:
    options: dict[str, Any] = {"response_model": Book} if structured else {}
    way.server.will(Answer(text=PIECES))
    stream = way.stream(**options)

    async def stop_and_throw_later() -> None:
        items = aiter(stream)
        await anext(items)
        await stream.aclose()
        await items.athrow(ValueError("mine"))

    def stop_and_throw() -> None:
        if way.is_async:
            way.runner.run(stop_and_throw_later())
        items = iter(stream)
        next(items)
        stream.close()
        items.throw(ValueError("mine"))

    with pytest.raises(ValueError, match="mine"):
        stop_and_throw()
