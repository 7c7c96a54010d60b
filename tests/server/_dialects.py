"""Which dialects there are, and how a request tells which one it is written in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from . import _chat_completions

if TYPE_CHECKING:
    from ._answer import Answer
    from ._http import Request


class Dialect(Protocol):
    """A wire format. A new one is a module with one such object in `DIALECTS`."""

    stream_type: str
    """The content type of a stream."""

    def matches(self, request: Request) -> bool:
        """Tell whether a request is written in this format."""
        ...

    def wants_stream(self, request: Request) -> bool:
        """Tell whether a request asks for a stream."""
        ...

    def whole(self, request: Request, answer: Answer) -> bytes:
        """Put an answer into one body."""
        ...

    def events(self, request: Request, answer: Answer) -> Iterable[bytes]:
        """Put an answer into the events of a stream, each with its framing."""
        ...

    def error(self, request: Request, status: int) -> tuple[str, bytes]:
        """Give the content type and body of an error."""
        ...


DIALECTS: tuple[Dialect, ...] = (*_chat_completions.DIALECTS,)


def dialect_of(request: Request) -> Dialect | None:
    """Find the format of a request."""
    return next((one for one in DIALECTS if one.matches(request)), None)
