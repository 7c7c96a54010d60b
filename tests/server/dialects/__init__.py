"""Which dialects there are, and how a request tells which one it is written in."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from tests.server._answer import Answer
    from tests.server._http import Request


class Dialect(Protocol):
    """A wire format. A new one is a module here, with such objects in `DIALECTS`."""

    stream_type: str
    """The content type of a stream."""

    def matches(self, request: Request) -> bool:
        """Tell whether a request is written in this format."""
        ...

    def common(self, request: Request) -> dict[str, Any]:
        """Put a request's body into the words of chat completions.

        Most of the contract suite looks at requests in this form. What has no word
        there stays as it is.
        """
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


DIALECTS: tuple[Dialect, ...] = tuple(
    dialect
    for found in pkgutil.iter_modules(__path__)
    for dialect in import_module(f"{__name__}.{found.name}").DIALECTS
)


def headers_of(dialect: Dialect, request: Request, answer: Answer) -> dict[str, str]:
    """Give further headers of an answer, if its format has a method `headers`."""
    headers = getattr(dialect, "headers", None)
    return {} if headers is None else headers(request, answer)


def dialect_of(request: Request) -> Dialect | None:
    """Find the format of a request."""
    return next((one for one in DIALECTS if one.matches(request)), None)
