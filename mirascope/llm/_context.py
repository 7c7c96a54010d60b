"""What surrounds a call: contexts and overrides, and the settings that result."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Never, Self

from typing_extensions import override

from mirascope.core.base._call.settings import Settings, refuse_unknown
from mirascope.core.base._warnings import name_of, refuse_bare, warn
from mirascope.core.base.call_params import COMMON_KEYS
from mirascope.core.base.tool.check import check_tools
from mirascope.exceptions import InvalidCallError

from ._registry import foresee


class Effective(NamedTuple):
    """A provider, and the settings of a call to it."""

    provider: str
    settings: Settings


def split_model(provider: Any, model: Any) -> tuple[str, str]:
    """Read `provider="x", model="y"` and `"x/y"` alike.

    Args:
        provider: The provider, or provider and model in one.
        model: The model, or provider and model in one.

    Returns:
        The provider and the model.

    Raises:
        InvalidCallError: One of them is missing, or stands below the decorator.
    """
    if callable(provider):
        refuse_bare(provider, '@llm.call("openai/gpt-4o-mini")')
    names = [name for name in (provider, model) if name is not None]
    if len(names) == 1 and isinstance(names[0], str) and "/" in names[0]:
        provider, _, model = names[0].partition("/")
    if not all(isinstance(name, str) and name for name in (provider, model)):
        raise InvalidCallError(
            f"`provider` is {provider!r} and `model` is {model!r}: give both, or "
            '"provider/model"'
        )
    return provider, model


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """Values that replace those of the decorator for as long as the layer is on top."""

    target: object = None
    """The decorated function that the layer is for; `None` for every call inside."""
    provider: str | None = None
    model: str | None = None
    stream: Any = None
    tools: Any = None
    response_model: Any = None
    output_parser: Any = None
    json_mode: bool | None = None
    client: Any = field(default=None, repr=False)
    call_params: Mapping[str, Any] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        check_tools(self.tools)

    def over(self, below: Effective, fn: object) -> Effective:
        """Put this layer over settings.

        Args:
            below: The settings underneath.
            fn: The prompt function that they are of.

        Returns:
            The settings that result.
        """
        provider, settings = below
        changes: dict[str, Any] = {}
        if self.provider is not None and self.provider != provider:
            changes["client"] = None  # it is another provider's
            if self.call_params is None:
                changes["call_params"] = _portable(
                    settings.call_params, self.provider, fn
                )
        if self.stream or self.response_model or self.output_parser:
            changes |= {"stream": False, "response_model": None, "output_parser": None}
        if self.response_model is not None:
            changes["tools"] = None
        for name in _REPLACED:
            value = getattr(self, name)
            if value is not None:
                changes[name] = value
        settings = replace(settings, **changes)
        settings.check()
        return Effective(self.provider or provider, settings)


_REPLACED = (
    "model",
    "stream",
    "tools",
    "response_model",
    "output_parser",
    "json_mode",
    "client",
    "call_params",
)


def _portable(
    params: Mapping[str, Any] | None, provider: str, fn: object
) -> dict[str, Any] | None:
    """Keep the call parameters that mean the same at another provider."""
    if params is None:
        return None
    common = {name: params[name] for name in params if name in COMMON_KEYS}
    if left := sorted(set(params) - set(common)):
        warn(
            f"call parameters {left} of {name_of(fn)} belong to another provider and "
            f"are not sent to {provider!r}: give `call_params` beside `provider`",
            fn,
        )
    return common


class Frame(NamedTuple):
    """A layer that is in force, and what is below it."""

    layer: Layer
    below: Frame | None


frames: ContextVar[Frame | None] = ContextVar("mirascope_llm_frames", default=None)
"""The layers in force here; tasks and copied contexts have their own."""


class Context:
    """Changes the provider and its settings for the calls made inside.

    Use it with `with`; it can be entered again, also inside itself.
    """

    __slots__ = ("_layer",)

    def __init__(self, layer: Layer) -> None:
        self._layer = layer

    @property
    def provider(self) -> str:
        """The provider of the calls inside."""
        return self._layer.provider or ""

    @property
    def model(self) -> str:
        """The model of the calls inside."""
        return self._layer.model or ""

    @property
    def client(self) -> Any:
        """The client of the calls inside, if one was given."""
        return self._layer.client

    @property
    def call_params(self) -> Mapping[str, Any] | None:
        """The call parameters of the calls inside, if any were given."""
        return self._layer.call_params

    def __enter__(self) -> Self:
        frames.set(Frame(self._layer, frames.get()))
        return self

    def __exit__(self, *_: object) -> None:
        # Others may have been entered since: a generator is left when it pleases.
        above: list[Layer] = []
        frame = frames.get()
        while frame is not None and frame.layer is not self._layer:
            above.append(frame.layer)
            frame = frame.below
        if frame is not None:
            left = frame.below
            for layer in reversed(above):
                left = Frame(layer, left)
            frames.set(left)

    @override
    def __repr__(self) -> str:
        return f"llm.context(provider={self.provider!r}, model={self.model!r})"


def context(
    *,
    provider: str,
    model: str,
    client: Any = None,
    call_params: Mapping[str, Any] | None = None,
    **_unknown: Never,
) -> Context:
    """Run every `llm.call` inside a `with` block on another provider or model.

    What is not given is inherited from the enclosing context, then from the decorator.
    A dynamic config still wins. A stream keeps the settings it was made with.

    Args:
        provider: The provider.
        model: Its model.
        client: A client for it.
        call_params: Call parameters that replace the decorator's.

    Returns:
        The context manager.

    Raises:
        InvalidCallError: `provider` or `model` is empty. A provider that does not exist
            is a warning here, and an `UnknownProviderError` when a call is made.
    """
    refuse_unknown("llm.context", _unknown, ("provider", "model", "client"))
    provider, model = split_model(provider, model)
    foresee(provider, "calls in this context")
    return Context(
        Layer(provider=provider, model=model, client=client, call_params=call_params)
    )
