"""What comes of a call: an answer, an error of ours, or one out of the SDK."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ValidationError

from mirascope import llm
from mirascope.exceptions import MirascopeError, NoAnswerError, ResponseError
from tests.contract.way import Way
from tests.server import Answer

ANSWER, SDK = "answer", "sdk"
"""Beside the names of our errors, what a call may end in."""


class Optional(BaseModel):
    """A model that nothing at all fits."""

    title: str | None = None


VALIDATED = ("Optional", "find")
"""What users validate with, whose errors they are to see."""


def find(title: str) -> str:
    """Find a book."""
    return title


MODES: dict[str, dict[str, Any]] = {
    "text": {},
    "tools": {"tools": [find]},
    "model": {"response_model": Optional},
    "json": {"response_model": Optional, "json_mode": True},
}


_decorated: dict[object, Any] = {}
"""What was decorated, once for all answers."""


def outcome(
    way: Way,
    answer: Answer,
    mode: str = "text",
    *,
    stream: bool,
    own_client: bool = False,
) -> str:
    """Call once, read everything, and name what came of it."""
    way.server.will(answer)
    try:
        key = (way.row.id, way.is_async, mode, stream, own_client)
        if key not in _decorated:
            client = way.own_client if own_client else {}
            _decorated[key] = way.decorate(stream=stream, **MODES[mode], **client)
        given = way.get(_decorated[key]())
        if stream:
            way.collect(given)
        if mode == "text" or not stream:
            look(given)
    except Exception as error:
        return name_of(error)
    return ANSWER


def name_of(error: Exception) -> str:
    """Name an error; one of Python's own, or without a kind, is no outcome at all."""
    if isinstance(error, ResponseError):
        assert error.response is not None, error
    if isinstance(error, MirascopeError):
        return type(error).__name__
    if isinstance(error, ValidationError) and error.title in VALIDATED:
        return type(error).__name__
    # A warning of an SDK is an error in these tests.
    assert isinstance(error, llm.ProviderError | Warning), repr(error)
    return SDK


def look(response: Any) -> None:
    """Look at everything that a response says, or a stream and its response."""
    for name in dir(type(response)):
        if name[0] != "_" and isinstance(getattr(type(response), name), property):
            try:
                value = getattr(response, name)
                assert name != "content" or isinstance(value, str), value
            except NoAnswerError:
                if name == "content":
                    raise
            except Exception as error:
                name_of(error)
    if hasattr(response, "construct_call_response"):
        try:
            look(response.construct_call_response())
        except Exception as error:
            name_of(error)
