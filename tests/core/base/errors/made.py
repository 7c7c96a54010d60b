"""Errors that look to the table like those of an SDK, with anything in them."""

from __future__ import annotations

from typing import Any


class Response:
    """The answer that an error has."""

    def __init__(self, status: Any = 429, headers: Any = None, text: Any = "") -> None:
        self.status_code = status
        self.headers = {} if headers is None else headers
        self.text = text


def sdk_error(sdk: str, name: str, base: type[Exception] = Exception) -> type[Any]:
    """Make a class that an SDK could have, which takes what its errors hold."""

    def init(self: Any, message: str = "no", **held: Any) -> None:
        Exception.__init__(self, message)
        vars(self).update(held)

    members = {"__init__": init, "__module__": f"{sdk}.errors"}
    return type(name, (base,), members)
