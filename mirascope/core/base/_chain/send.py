"""Sending a request through the layers that are bound."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from mirascope.core.base._flow import Flow, StreamFlow

from .request import Layers, ProviderRequest, Send, SendStream
from .streams import arun_stream, run_stream, source_flow


def answer_through(layers: Layers, request: ProviderRequest) -> Flow[Any]:
    """Give the flow that gets a whole answer, from the SDK or a layer."""

    def send(request: ProviderRequest) -> Flow[Any]:
        return (yield request.sender())

    inner: Send = send
    for layer in reversed(layers):
        inner = partial(layer.answer, send=inner)
    return inner(request)


def stream_through(
    layers: Layers,
    request: ProviderRequest,
    open_stream: Callable[[Callable[[], Any]], Any],
    is_async: bool,
    is_stopped: Callable[[], bool] = bool,
) -> Any:
    """Give an iterator of the chunks of the SDK, or of a layer.

    Args:
        layers: The layers, the outermost first.
        request: The request.
        open_stream: Makes an iterable of what sends the request.
        is_async: Whether that is an async one, and what is given too.
        is_stopped: Tells a sync one whether another thread wants no more of it.
    """

    def send(request: ProviderRequest) -> StreamFlow:
        return source_flow(open_stream(request.sender()))

    inner: SendStream = send
    for layer in reversed(layers):
        inner = partial(layer.stream, send=inner)
    flow = inner(request)
    return arun_stream(flow) if is_async else run_stream(flow, is_stopped)
