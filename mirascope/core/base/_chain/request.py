"""A request as the layers see it, and the layers that are bound."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from threading import Lock
from typing import Any, ClassVar, NamedTuple, Protocol, Self, TypeAlias

from mirascope.core.base._flow import Flow, StreamFlow
from mirascope.core.base._sdk.send_limits import SendLimits

from .metering import Meter
from .record import CallRecord


class ProviderRequest(NamedTuple):
    """One request, as it is about to be sent."""

    provider: str
    model: str
    kwargs: Mapping[str, Any]
    """The keywords of the SDK method; a layer may send others in their place."""
    create: Callable[..., Any]
    """The SDK method, or what finds it."""
    streams: bool = False
    """Whether the answer is to come in chunks."""
    api: str = ""
    """Which of a provider's services answers, where it has several: not the host."""
    schema: Mapping[str, Any] | None = None
    """The JSON schema of the response model, if there is one."""
    client: object = None
    """The client of the call; `None` for the default one."""
    record: CallRecord | None = None
    """The requests that the call has sent so far."""
    own_retries: bool = True
    """Whether the SDK may send it again by itself."""
    deadline: float | None = None
    """When the time of the call is over, as `time.monotonic` tells it."""
    create_within: Callable[..., Any] | None = None
    """As `create`, with `SendLimits` as first argument; `None` where the provider
    cannot be told them."""
    timeout_error: Callable[[], Exception] = TimeoutError
    """Makes the SDK's own error for an answer that does not come in time."""
    pause: Callable[[float], object] | None = None
    """Waits for so many seconds, or until another thread closes the stream."""
    check: Callable[[Any], object] | None = None
    """Refuses an answer that holds none, as the response will."""
    meter: Meter | None = None
    """What counts it, and its answer."""

    def sender(self) -> Callable[[], Any]:
        """Give the step that sends it."""
        if self.meter is not None:
            self.meter.sent = True
        if self.create_within is not None and not (
            self.own_retries and self.deadline is None
        ):
            limits = SendLimits(self.own_retries, self.deadline)
            return partial(self.create_within, limits, **self.kwargs)
        return partial(self.create, **self.kwargs)


class Position(IntEnum):
    """Where a layer stands: the outermost first."""

    CACHE = 1
    TIME = 2
    RETRY = 3
    LIMIT = 4
    TELEMETRY = 5
    ANSWER = 6
    """What answers in the place of the SDK: a fake, or a replay."""


class Send(Protocol):
    """What is further in: sends a request, and may do so again."""

    def __call__(self, request: ProviderRequest, /) -> Flow[Any]:
        """Give the flow of a whole answer."""
        ...


class SendStream(Protocol):
    """What is further in: sends a streamed request, and may do so again."""

    def __call__(self, request: ProviderRequest, /) -> StreamFlow:
        """Give the flow of a streamed answer."""
        ...


class Layer:
    """Something that stands around sending; a subclass overrides one method or both.

    It sees each attempt that comes through it. Nothing in these flows may read or set a
    `ContextVar`: they run wherever the answer is read.
    """

    position: ClassVar[Position]
    order: int = 0
    """The place among the layers of a position; of equal ones it is as they come."""

    def answer(self, request: ProviderRequest, send: Send) -> Flow[Any]:
        """Get a whole answer: what the SDK's method gave, or something in its place.

        Args:
            request: What is to be sent.
            send: What is further in.

        Returns:
            A flow that returns the answer.
        """
        return send(request)

    def warm_up(self) -> None:
        """Load what the first request will need."""

    def stream(self, request: ProviderRequest, send: SendStream) -> StreamFlow:
        """Get a streamed answer.

        Args:
            request: What is to be sent.
            send: What is further in.

        Returns:
            A flow that yields an `Emit` for each chunk, as the SDK's stream gave it.
            Where the reader leaves early, `StreamLeft` comes in at that place.
        """
        return send(request)


Layers: TypeAlias = "tuple[Layer, ...]"
"""Layers, the outermost first."""

_bound: ContextVar[Layers] = ContextVar("layers", default=())


@dataclass(slots=True)
class _Process:
    """What is bound for the whole process."""

    layers: Layers = ()


_process = _Process()
_lock = Lock()


def bound_layers() -> Layers:
    """Give the layers that are bound where this is called, the outermost first."""
    own, others = _bound.get(), _process.layers
    return in_order(own + others) if own and others else own or others


@contextmanager
def bound_again(layers: Layers) -> Generator[None]:
    """Bind the layers of another place, in the place of those that are bound here."""
    here = _bound.get()
    _bound.set(layers)
    try:
        yield
    finally:
        _bound.set(here)


def own_layers() -> Layers:
    """Give the layers that are bound here, and not for the whole process."""
    return _bound.get()


def in_order(layers: Layers) -> Layers:
    """Put layers in their places; of equal ones the first is further out."""
    return tuple(sorted(layers, key=_place))


def _place(layer: Layer) -> tuple[Position, int]:
    return layer.position, layer.order


class Binding:
    """Binds a layer for the calls of a `with` block, and of tasks begun in it.

    Threads do not inherit the block, unless it holds everywhere.

    Args:
        layer: The layer.
        everywhere: Whether it holds for the whole process.
    """

    def __init__(self, layer: Layer, *, everywhere: bool = False) -> None:
        self._layer = layer
        self._everywhere = everywhere

    def __enter__(self) -> Self:
        if self._everywhere:
            with _lock:
                _process.layers = _with(_process.layers, self._layer)
        else:
            _bound.set(_with(_bound.get(), self._layer))
        return self

    def __exit__(self, *_: object) -> None:
        # By its name and not by a token: fixtures leave in another context.
        if self._everywhere:
            with _lock:
                _process.layers = _without(_process.layers, self._layer)
        else:
            _bound.set(_without(_bound.get(), self._layer))


def _with(layers: Layers, layer: Layer) -> Layers:
    return in_order((layer, *layers))


def _without(layers: Layers, layer: Layer) -> Layers:
    at = next((n for n, one in enumerate(layers) if one is layer), len(layers))
    return layers[:at] + layers[at + 1 :]
