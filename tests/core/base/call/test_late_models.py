"""Models that name a class further down their module."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from mirascope.core import openai
from tests.server import Answer, Call, Server

pytest.importorskip("openai")


class Shelf(BaseModel):
    """A shelf."""

    books: list[Later]


@openai.call("gpt-4o-mini", response_model=Shelf, stream=True)
def list_books() -> str:
    return "List the books"


class Later(BaseModel):
    """A book."""

    title: str


def test_a_stream_may_be_decorated_before_the_class_is_there(server: Server) -> None:
    call = Call(name="Shelf", arguments='{"books": [{"title": "Dune"}]}')
    server.will(Answer(text="", calls=(call,)))
    Shelf.model_rebuild()
    assert [*list_books()][-1] == Shelf(books=[Later(title="Dune")])
