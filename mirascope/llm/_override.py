"""Running one `llm.call` function with other settings."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import Parameter, Signature, iscoroutinefunction
from typing import TYPE_CHECKING, Any, cast

from mirascope.core.base._call.settings import (
    MODEL,
    OPTIONS,
    check_validation_retries,
    refuse_unknown,
)
from mirascope.core.base._compat import coroutine_function
from mirascope.core.base._functions import coroutine_name, name_of
from mirascope.exceptions import NotAnAgnosticCallError, OptionError

from ._call import PROVIDER, AgnosticCall
from ._context import Context, contexts, split_model
from ._registry import warn_if_unknown

if TYPE_CHECKING:
    from ._override_typing import Override


def _override(fn: Any = None, **options: Any) -> Callable[..., Any]:  # noqa: D417
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
        retries: Another number of further tries, or another policy; 0 for none.
        timeout: Another time that the call may take, in seconds.
        limit: Another limit.
        validation_retries: How often to ask again for a valid response model.

    Returns:
        A function with the same parameters.

    Raises:
        InvalidCallError: `provider` without `model`, or the reverse.
        NotAnAgnosticCallError: `fn` is not decorated with `llm.call`.
    """
    refuse_unknown("llm.override", options, _SIGNATURE.parameters)
    target: AgnosticCall | None = getattr(fn, "_agnostic_call", None)
    if target is None:
        found = "nothing" if fn is None else repr(getattr(fn, "__name__", fn))
        raise NotAnAgnosticCallError(
            f"`llm.override` was given {found}: give it a function that `llm.call` "
            "decorates, as in `variant = llm.override(function, model=...)`"
        )
    if not options:
        raise OptionError(
            f"`llm.override` of {name_of(fn)} has no options: say what is to be "
            "another, as in `llm.override(function, model=...)`"
        )
    provider, model = options.pop("provider", None), options.pop("model", None)
    if provider is not None or model is not None:
        provider, model = split_model(provider, model)
        warn_if_unknown(provider, f"the override of {name_of(fn)}")
    given = Context(target.decorated, provider=provider, model=model, **options)
    if (retries := options.get("validation_retries")) is not None:
        # Another override may stand between, with a response model of its own.
        own = target.own if fn is target.decorated else None
        model = options.get("response_model", own.response_model if own else fn)
        stream = options.get("stream", own.stream if own else False)
        check_validation_retries(retries, model, stream)
    return _variant(fn, given)


def _variant(fn: Any, given: Context) -> Callable[..., Any]:
    """Make the function that users call."""
    is_async = iscoroutinefunction(fn)
    variant = Overridden(given, fn)
    run = variant.call_async if is_async else variant.call

    @wraps(fn)
    def overridden(*args: Any, **kwargs: Any) -> Any:
        return run(args, kwargs)

    # `mirascope.warm_up` finds the settings there.
    overridden.__dict__["_overrides"] = (*getattr(fn, "_overrides", ()), given)
    return coroutine_function(overridden) if is_async else overridden


_SIGNATURE = Signature(
    [
        Parameter("fn", Parameter.POSITIONAL_OR_KEYWORD, default=None),
        *(
            one.replace(kind=Parameter.KEYWORD_ONLY, default=None)
            for one in (PROVIDER, MODEL, *OPTIONS)
        ),
    ]
)
_override.__dict__["__signature__"] = _SIGNATURE
# Its overloads say more than one signature can.
override = cast("Override", _override)


class Overridden:
    """A call in a context that is inside of those in force where it is called.

    Args:
        given: The context.
        fn: The function that users would call without it.
    """

    # Not nested functions: cloudpickle takes those apart, and what they name with them.

    def __init__(self, given: Context, fn: Callable[..., Any]) -> None:
        self.given = given
        self.fn = fn

    def call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Make a sync call."""
        with self.given:
            return self.fn(*args, **kwargs)

    def call_async(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Make an async call, in what is in force now."""
        coroutine = self._wait((*contexts.get(), self.given), args, kwargs)
        coroutine.__qualname__ = coroutine_name(self.fn)
        return coroutine

    async def _wait(
        self, inside: tuple[Context, ...], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        token = contexts.set(inside)
        try:
            return await self.fn(*args, **kwargs)
        finally:
            contexts.reset(token)
