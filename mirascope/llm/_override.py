"""Running one `llm.call` function with other settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, cast

from mirascope.core.base._call.settings import refuse_unknown
from mirascope.core.base._flow import coroutine_function
from mirascope.core.base._signature import coroutine_name
from mirascope.core.base._warnings import name_of
from mirascope.exceptions import NotAnAgnosticCallError, OptionError

from ._call import AgnosticCall
from ._context import Frame, Layer, frames, split_model
from ._registry import foresee

if TYPE_CHECKING:
    from ._override_typing import Override


def _override(
    fn: Any = None,
    *,
    provider: Any = None,
    model: str | None = None,
    stream: Any = None,
    tools: Sequence[Any] | None = None,
    response_model: Any = None,
    output_parser: Callable[..., Any] | None = None,
    json_mode: bool | None = None,
    client: Any = None,
    call_params: Mapping[str, Any] | None = None,
    **_unknown: Any,
) -> Callable[..., Any]:
    """Make a variant of an `llm.call` function; calls in its body stay as they are.

    Args:
        fn: The function.
        provider: Another provider, together with `model`.
        model: The provider's model.
        stream: Whether to stream.
        tools: Other tools; `[]` removes the decorator's.
        response_model: Another response model; the decorator's tools are dropped.
        output_parser: Another output parser.
        json_mode: Whether to ask for JSON text.
        client: Another client.
        call_params: Other parameters; `{}` removes the decorator's.

    Returns:
        A function with the same parameters.

    Raises:
        InvalidCallError: `provider` without `model`, or the reverse.
        NotAnAgnosticCallError: `fn` is not decorated with `llm.call`.
    """
    refuse_unknown("llm.override", _unknown)
    target: AgnosticCall | None = getattr(fn, "_agnostic_call", None)
    if target is None:
        found = "nothing" if fn is None else repr(getattr(fn, "__name__", fn))
        raise NotAnAgnosticCallError(
            f"`llm.override` was given {found}: give it a function that `llm.call` "
            "decorates, as in `variant = llm.override(function, model=...)`"
        )
    if provider is not None or model is not None:
        provider, model = split_model(provider, model)
        foresee(provider, f"the override of {name_of(fn)}")
    layer = Layer(
        target=target.decorated,
        provider=provider,
        model=model,
        stream=stream,
        tools=tools,
        response_model=response_model,
        output_parser=output_parser,
        json_mode=json_mode,
        client=client,
        call_params=call_params,
    )

    return _under(layer, fn)


class Overridden:
    """A call under a layer that is put on top of what is in force where it is called.

    Args:
        layer: The layer.
        fn: The function that users would call without it.
    """

    # Not nested functions: cloudpickle takes those apart, and what they name with them.

    def __init__(self, layer: Layer, fn: Callable[..., Any]) -> None:
        self.layer = layer
        self.fn = fn

    def call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Make a sync call."""
        token = frames.set(Frame(self.layer, frames.get()))
        try:
            return self.fn(*args, **kwargs)
        finally:
            frames.reset(token)

    def call_async(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Make an async call, under what is in force now."""
        coroutine = self._wait(Frame(self.layer, frames.get()), args, kwargs)
        coroutine.__qualname__ = coroutine_name(self.fn)
        return coroutine

    async def _wait(
        self, frame: Frame, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        token = frames.set(frame)
        try:
            return await self.fn(*args, **kwargs)
        finally:
            frames.reset(token)


def _under(layer: Layer, fn: Callable[..., Any]) -> Callable[..., Any]:
    """Make the function that runs another under a layer."""
    is_async = iscoroutinefunction(fn)
    variant = Overridden(layer, fn)
    run = variant.call_async if is_async else variant.call

    @wraps(fn)
    def overridden(*args: Any, **kwargs: Any) -> Any:
        return run(args, kwargs)

    return coroutine_function(overridden) if is_async else overridden


@wraps(_override)
def _override_something(fn: Any = None, **options: Any) -> Callable[..., Any]:
    """Make a variant, which is none if nothing is to be another."""
    variant = _override(fn, **options)
    if options:
        return variant
    raise OptionError(
        f"`llm.override` of {name_of(fn)} has no options: say what is to be another, "
        "as in `llm.override(function, model=...)`"
    )


override = cast("Override", _override_something)
