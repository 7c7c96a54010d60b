"""Telling an answer from what is none, though the service said that all is well."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeVar, cast

from mirascope.core.base._fields import fields, plain
from mirascope.exceptions import BrokenStreamError, MirascopeError, NoAnswerError

from .vocabulary import Reply, Tokens

if TYPE_CHECKING:
    from mirascope.core.base._response.call_response import BaseCallResponse

T = TypeVar("T")

UNREADABLE = (AttributeError, LookupError, TypeError, ValueError, OverflowError)
"""What reading JSON of an unknown shape may raise."""
_KINDS = {int, type(None)}
_QUOTED = 300
"""How many characters of an answer an error shows."""


def check_answer(
    response: BaseCallResponse[Any, Any, Any], show: Callable[[Any], Any]
) -> None:
    """Refuse a response that holds no answer, not even an empty one.

    Args:
        response: The response of a provider that has a codec.
        show: Gives the form of it that users see.

    Raises:
        NoAnswerError: There is none.
    """
    try:
        text = response.content
        if text and type(text) is str:
            return
        codec, reply = response._need_codec(), response._reply
        if reply.calls or reply.refusal:
            return
        if reply.failure is not None:
            raise NoAnswerError(
                f"{response.provider!r} sent an error with status 200: "
                f"{reply.failure!r}; ask again, or look at `.response`"
            )
        if text or not read(codec.has_answer, response):
            raise NoAnswerError(none_in(response.provider, response._said))
    except NoAnswerError as error:
        error.response = show(response)
        raise


def read(how: Callable[[Any], T], response: BaseCallResponse[Any, Any, Any]) -> T:
    """Read something in a response.

    Args:
        how: Reads it.
        response: The response.

    Returns:
        What was read.

    Raises:
        NoAnswerError: The response is of a shape that no service documents.
    """
    try:
        return how(response._said)
    except MirascopeError:
        raise
    except UNREADABLE as error:
        raise unreadable(error, response.provider, response._said, response) from error


def checked(reply: Reply) -> Reply:
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


def unreadable(
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
        return NoAnswerError(none_in(provider, native), response)
    return NoAnswerError(
        f"{provider!r} sent what cannot be read ({type(error).__name__}: {error}): "
        "look at `.response`",
        response,
    )


def broken_by(error: object) -> BrokenStreamError:
    """Say that a stream brought an error.

    Args:
        error: What the service says of it.

    Returns:
        The error to raise.
    """
    return BrokenStreamError(
        f"the service ended the stream with an error: {quote(error)!r}; ask again"
    )


def none_in(provider: str, native: object) -> str:
    """Say that something is no answer.

    Args:
        provider: Who sent it.
        native: What was sent.

    Returns:
        The message of the error.
    """
    return (
        f"{provider!r} sent something that is no answer: {quote(native)!r}; check the "
        "address, and what is between"
    )


def _json(native: Any) -> str:
    shown: object = native
    try:
        if native is not None and type(native) is not list:
            shown = {
                name: one
                for name, one in fields(native).items()
                if one is not None and name[:1] != "_"  # what an SDK adds
            }
        return json.dumps(plain(shown), default=str, ensure_ascii=False)
    except UNREADABLE:
        return repr(shown)


def quote(native: object) -> str:
    """Show the beginning of an answer.

    Args:
        native: Bytes, text, JSON or an object of an SDK.

    Returns:
        Its text; of an error only the message and the code.
    """
    if isinstance(native, Mapping):
        error = cast("Mapping[str, object]", native)
        if isinstance(message := error.get("message"), str) and message:
            code = error.get("code") or error.get("type")
            native = message if code is None else f"{message} ({code})"
    if isinstance(native, bytes):
        native = native[: 4 * _QUOTED].decode(errors="replace")
    text = native if isinstance(native, str) else _json(native)
    text = " ".join(text[: 2 * _QUOTED].split())
    return text if len(text) <= _QUOTED else text[:_QUOTED] + "..."


def counted(tokens: Callable[[Any], Tokens | None], native: object) -> Tokens:
    """Read token counts, and leave out what is no count.

    Args:
        tokens: Reads them.
        native: A response, or what stands in its place.

    Returns:
        The counts.
    """
    try:
        counts = tokens(native) or Tokens()
    except UNREADABLE:
        return Tokens()
    if _KINDS.issuperset(map(type, counts)):
        return counts
    return Tokens(*map(_count, counts))


def _count(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) and isfinite(value) else None
