"""Recognising a response without an answer, whatever its status code."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import Any

from mirascope.core.base._fields import excerpt
from mirascope.core.base._type_variables import T
from mirascope.exceptions import BrokenStreamError, MirascopeError, NoAnswerError

from .vocabulary import Reply, Tokens

READ_ERRORS = (AttributeError, LookupError, TypeError, ValueError, OverflowError)
"""What reading JSON of an unknown shape may raise."""
_KINDS = {int, type(None)}


def check_calls(reply: Reply) -> Reply:
    """Refuse a reply whose tool calls are not made of text.

    Args:
        reply: The reply.

    Returns:
        It.

    Raises:
        TypeError: They are not.
    """
    for call in reply.calls:
        check_names(call.id, call.name)
        check_names(call.arguments)
    return reply


def check_names(*names: object) -> None:
    """Refuse what is neither text nor missing.

    Args:
        names: What is to be text.

    Raises:
        TypeError: It is something else.
    """
    for name in names:
        if name is not None and not isinstance(name, str):
            raise TypeError(f"{name!r} is no text")


def read_answer(
    read: Callable[[], T],
    provider: str,
    response: object = None,
    native: Callable[[], object] = lambda: None,
) -> T:
    """Read something from an answer; one of an unknown shape is an error.

    Args:
        read: Reads it.
        provider: Who sent it.
        response: The response or stream.
        native: Gives what was sent, where it is at hand.

    Returns:
        What was read.

    Raises:
        NoAnswerError: It cannot be read.
    """
    try:
        return read()
    except MirascopeError as error:
        if isinstance(error, NoAnswerError) and error.response is None:
            error.response = response
        raise
    except READ_ERRORS as error:
        raise unreadable_error(error, provider, native(), response) from error


def unreadable_error(
    error: Exception, provider: str, native: object, response: object = None
) -> NoAnswerError:
    """Say that something cannot be read.

    Args:
        error: What came of trying.
        provider: Who sent it.
        native: What was sent.
        response: The response, where there is one.

    Returns:
        The error to raise.
    """
    if isinstance(native, str):
        return NoAnswerError(no_answer_message(provider, native), response)
    return NoAnswerError(
        f"{provider!r} sent what cannot be read ({type(error).__name__}: {error}): "
        "look at `.response`",
        response,
    )


def stream_error(error: object) -> BrokenStreamError:
    """Say that a stream brought an error.

    Args:
        error: What the service says of it.

    Returns:
        The error to raise.
    """
    return BrokenStreamError(
        f"the service ended the stream with an error: {excerpt(error)!r}; ask again"
    )


def no_answer_message(provider: str, native: object) -> str:
    """Say that something is no answer.

    Args:
        provider: Who sent it.
        native: What was sent.

    Returns:
        The message of the error.
    """
    return (
        f"{provider!r} sent something that is no answer: {excerpt(native)!r}; check "
        "the address, and what is between"
    )


def read_tokens(tokens: Callable[[Any], Tokens | None], native: object) -> Tokens:
    """Read token counts, and leave out what is no count.

    Args:
        tokens: Reads them.
        native: A response, or what stands in its place.

    Returns:
        The counts.
    """
    try:
        counts = tokens(native) or Tokens()
    except READ_ERRORS:
        return Tokens()
    if _KINDS.issuperset(map(type, counts)):
        return counts
    return Tokens(*map(_count, counts))


def _count(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) and isfinite(value) else None
