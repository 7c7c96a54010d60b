"""Whole answers read from their bytes: the SDK takes half of a call to build objects.

The SDK's method still builds the request, its client still sends it (with its key, time
limit and retries), and the method judges what came: errors, and the SDK's object when
somebody looks at it. Only the two ends are joined here, because the SDK gives out no
bytes itself.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Generator
from inspect import isawaitable
from types import FunctionType
from typing import Any

from mirascope.core.base._raw import SWITCH, RawAnswer, _read


class _Request(BaseException):
    """The request that a method of the SDK was about to send.

    It is not an `Exception`, which the method may handle.
    """


class _Connection:
    """Stands where a method of the SDK has its connection."""

    def __init__(self, response: Any = None) -> None:
        self.httpx_client = self
        self.response = response

    def request(self, *args: Any, **kwargs: Any) -> Any:
        """Give the response; without one, give up with the request."""
        if self.response is None:
            raise _Request(args, kwargs)
        return self.response


class _Came:
    """An answer, in the form of what the SDKs of Stainless give."""

    def __init__(self, response: Any) -> None:
        self.http_response = response

    def parse(self) -> Any:
        """Let the SDK make its object, or raise its error."""
        return _method(_Connection(self.http_response))(model="", messages=[]).data


class _Sending:
    """An answer that is waited for."""

    def __init__(self, sending: Awaitable[Any]) -> None:
        self.sending = sending

    def __await__(self) -> Generator[Any, Any, Any]:
        return _judge((yield from self.sending.__await__()))


def raw_chat(client: Any, resource: Any) -> Callable[..., Any]:
    """Choose how whole answers are asked for.

    Args:
        client: The client.
        resource: What of it has the methods of the second version of the chat.

    Returns:
        What gives a `RawAnswer`; the resource's own `chat` where that was patched (as
        instrumentations and tests do) or is not the SDK's.
    """
    chat = resource.chat
    wrapper = getattr(client, "_client_wrapper", None)
    if wrapper is None or os.environ.get(SWITCH) == "0" or not _is_stock(resource):
        return chat

    def ask(**kwargs: Any) -> Any:
        try:
            _method(_Connection())(**kwargs)
        except _Request as request:
            args, options = request.args
        else:
            return chat(**kwargs)
        sent = wrapper.httpx_client.request(*args, **options)
        return _Sending(sent) if isawaitable(sent) else _judge(sent)

    return ask


def _is_stock(resource: object) -> bool:
    kind: Any = type(resource)
    method = getattr(kind, "chat", None)
    return _is_own(method) and _is_own(vars(resource).get("chat", method))


def _is_own(method: Any) -> bool:
    """Tell whether a method is as the SDK defines it."""
    if type(method) is not FunctionType:
        return False
    return str(method.__globals__.get("__name__")).startswith("cohere.")


def _method(connection: _Connection) -> Any:
    """Give the SDK's method on a connection of ours; async ones build the same."""
    from cohere.v2.raw_client import RawV2Client

    wrapper: Any = connection
    return RawV2Client(client_wrapper=wrapper).chat


def _judge(response: Any) -> RawAnswer:
    came = _Came(response)
    return _read(came) if response.status_code < 300 else came.parse()
