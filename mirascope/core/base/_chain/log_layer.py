"""The layer that logs each attempt, while somebody wants to see debug records."""

from __future__ import annotations

from typing import Any, ClassVar

from typing_extensions import override

from mirascope.core.base._flow import Flow, StreamFlow
from mirascope.core.base._log import LOGGER
from mirascope.core.base._sdk.lazy_native import LazyNative

from .request import (
    Layer,
    Layers,
    Position,
    ProviderRequest,
    Send,
    SendStream,
    in_order,
)
from .streams import StreamLeft, go_on, until_emit


class LogLayer(Layer):
    """Logs what is sent where, and how it ends; nothing of what it says."""

    position: ClassVar[Position] = Position.TELEMETRY

    @override
    def answer(self, request: ProviderRequest, send: Send) -> Flow[Any]:
        _log(request, _sent(request))
        try:
            native = yield from send(request)
        except BaseException as error:
            _log(request, f"ended with {type(error).__name__}")
            raise
        _log(request, f"brought an answer, {_path(native)}")
        return native

    @override
    def stream(self, request: ProviderRequest, send: SendStream) -> StreamFlow:
        _log(request, _sent(request))
        flow = send(request)
        try:
            first = yield from until_emit(flow)
            if first is not None:
                _log(request, f"brought its first chunk, {_path(first.chunk)}")
                yield from go_on(flow, first)
        except BaseException as error:
            left = isinstance(error, StreamLeft)
            _log(request, "was left" if left else f"ended with {type(error).__name__}")
            raise
        _log(request, "has ended")


_LAYER = LogLayer()


def with_log(layers: Layers) -> Layers:
    """Add the layer that logs."""
    return in_order((*layers, _LAYER))


def _log(request: ProviderRequest, what: str) -> None:
    record = request.record
    number = 1 if record is None else len(record.attempts) + 1
    LOGGER.debug("%s %s: attempt %d %s", request.provider, request.model, number, what)


def _sent(request: ProviderRequest) -> str:
    if request.own_retries:
        return "is sent, with the SDK's own tries"
    return "is sent, without the SDK's own tries"


def _path(native: Any) -> str:
    raw = type(native) is LazyNative
    return "read from its bytes" if raw else "as the SDK's object"
