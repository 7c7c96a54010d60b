"""Sending a request through the layers that are bound."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from mirascope.core.base._flow import Flow, StreamFlow

from .request import Layers, ProviderRequest, Send, SendStream
from .streams import aread, read, read_source


def answer_through(layers: Layers, request: ProviderRequest) -> Flow[Any]:
    """Give the flow that gets a whole answer, from the SDK or a layer."""

    def send(request: ProviderRequest) -> Flow[Any]:
        return (yield partial(request.create, **request.kwargs))

    inner: Send = send
    for layer in reversed(layers):
        inner = partial(layer.answer, send=inner)
    return inner(request)


class StreamThrough:
    """Gives an iterator of the chunks of the SDK, or of a layer.

    Args:
        layers: The layers, the outermost first.
        request: The request.
        open_stream: Makes an iterable of what sends the request.
        is_async: Whether that is an async one, and what is given too.
    """

    at_hand = 0
    """What is given closes all that it reads, and tells the layers: nothing may be read
    of it for that, which they would take for something that was asked for."""

    def __init__(
        self,
        layers: Layers,
        request: ProviderRequest,
        open_stream: Callable[[Callable[[], Any]], Any],
        is_async: bool,
    ) -> None:
        self._request = request
        self._open_stream = open_stream
        self._is_async = is_async
        self._inner: SendStream = self._send
        for layer in reversed(layers):
            self._inner = partial(layer.stream, send=self._inner)

    def _send(self, request: ProviderRequest) -> StreamFlow:
        sending = partial(request.create, **request.kwargs)
        return read_source(self._open_stream(sending), self._is_async)

    def __call__(self) -> Any:
        """Send the request."""
        return (aread if self._is_async else read)(self._inner(self._request))
