"""Sending a request through the layers that are bound."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from mirascope.core.base._codec.vocabulary import Create
from mirascope.core.base._flow import Flow, StreamFlow, aread, read, read_source

from .request import Layers, ProviderRequest, Send, SendStream


def answer_through(
    layers: Layers, request: ProviderRequest, create: Create
) -> Flow[Any]:
    """Get a whole answer through layers.

    Args:
        layers: The layers, the outermost first.
        request: The request.
        create: The SDK method.

    Returns:
        The flow, which returns what the SDK's method gave or a layer put in its place.
    """

    def send(request: ProviderRequest) -> Flow[Any]:
        return (yield partial(create, **request.kwargs))

    inner: Send = send
    for layer in reversed(layers):
        inner = partial(layer.answer, send=inner)
    return inner(request)


def stream_through(
    layers: Layers,
    request: ProviderRequest,
    open_stream: Callable[[dict[str, Any]], Any],
    is_async: bool,
) -> Any:
    """Get a streamed answer through layers.

    Args:
        layers: The layers, the outermost first.
        request: The request.
        open_stream: Makes an iterable that sends the request once: it is called with
            the keywords.
        is_async: Whether that is an async one, and what is given too.

    Returns:
        An iterator of what the SDK's stream gave, or a layer put in its place.
    """

    def send(request: ProviderRequest) -> StreamFlow:
        return read_source(open_stream(dict(request.kwargs)), is_async)

    inner: SendStream = send
    for layer in reversed(layers):
        inner = partial(layer.stream, send=inner)
    return (aread if is_async else read)(inner(request))
