"""Loading what first calls need before there are any."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from mirascope.core.base._call.settings import Settings
from mirascope.core.base._chain.request import Layer, Position, ProviderRequest, Send
from mirascope.core.base._event_loop import running_trio
from mirascope.core.base._flow import Flow, run
from mirascope.core.base._functions import fn_is_async, is_partial, name_of
from mirascope.exceptions import OptionError

from ._context import contexts
from ._registry import load_provider

if TYPE_CHECKING:
    from mirascope.core.base._call.decorated_call import DecoratedCall
    from mirascope.core.base._call.protocol import Provider

    from ._call import AgnosticCall


class _Enough(Exception):  # noqa: N818  a signal
    """A request has come as far as the SDK."""


class _StopLayer(Layer):
    """Lets nothing be sent."""

    position: ClassVar[Position] = Position.ANSWER

    @override
    def answer(self, request: ProviderRequest, send: Send) -> Flow[Any]:
        raise _Enough


def warm_up(
    *targets: str | Callable[..., Any],
    is_async: bool | None = None,
    retries: bool = False,
) -> None:
    """Load what the first calls of a server would load while somebody waits for them.

    That is the SDK of each provider with its default client, Mirascope's own modules,
    the price list, and what the settings of a call need. Nothing is sent. It takes up
    to some seconds, in which an event loop does nothing else.

    Args:
        *targets: Providers, and functions that make calls: those of `llm.call`, of
            `mirascope.core`, and such with `mirascope.retries.fallback`, whose other
            providers are loaded too.
        is_async: For the calls of which kind providers are made ready; by default for
            sync ones, and where an event loop runs for async ones too. Functions say
            themselves which kind they are. Clients for async calls belong to the event
            loop in which this is called.
        retries: Whether `retries=` will be used elsewhere than at these functions.

    Raises:
        UnknownProviderError: There is no such provider.
        MissingExtraError: Its SDK is not installed.
        MissingKeyError: There is no key for its default client.
        OptionError: No target, or one that makes no calls; or async calls where no
            event loop runs.

    Example:
        ```python
        import mirascope
        from mirascope import llm

        @llm.call("openai", "gpt-4o-mini")
        def recommend_book(genre: str) -> str:
            return f"Recommend a {genre} book"

        mirascope.warm_up(recommend_book, "anthropic")
        ```
    """
    if not targets:
        raise OptionError(
            "`warm_up` was given nothing: name providers, or give functions that make "
            'calls, as in `mirascope.warm_up("openai")`'
        )
    for target in targets:
        if isinstance(target, str):
            kinds = _kinds() if is_async is None else [is_async]
            for kind in kinds:
                _warm_up_provider(target.partition("/")[0], None, kind)
        else:
            _warm_up_call(target)
    if retries:
        from mirascope.core.base._retry.layer import RetryLayer
        from mirascope.core.base._retry.policy import RetryPolicy

        RetryLayer(RetryPolicy()).warm_up()


def _has_loop() -> bool:
    from asyncio import get_running_loop

    with suppress(RuntimeError):
        get_running_loop()
        return True
    return running_trio() is not None


def _kinds() -> list[bool]:
    return [False, True] if _has_loop() else [False]


def _warm_up_call(fn: Any) -> None:
    """Warm up the provider of a function, and those it falls back to."""
    inner = fn
    while is_partial(inner):
        inner = inner.func
    agnostic: AgnosticCall | None = getattr(inner, "_agnostic_call", None)
    call: DecoratedCall | None = getattr(inner, "_decorated_call", None)
    if agnostic is not None:
        call = agnostic.call_in((*contexts.get(), *getattr(inner, "_overrides", ())))
    if call is None:
        raise OptionError(
            f"`warm_up` was given {name_of(fn)}, which makes no calls: give it the "
            "names of providers, and functions that are decorated with `llm.call`"
        )
    is_async = fn_is_async(fn)
    _load_own(call.provider)
    _check_loop(name_of(fn), is_async)
    call.warm_up()
    for provider, client in getattr(inner, "_falls_back_to", ()):
        _warm_up_provider(provider, client, is_async)


def _warm_up_provider(name: str, client: Any, is_async: bool) -> None:
    provider = load_provider(name)
    _load_own(provider)
    _check_loop(repr(name), is_async)
    if provider.clients is not None:
        provider.clients.warm_up(client, is_async)


def _check_loop(what: str, is_async: bool) -> None:
    if is_async and not _has_loop():
        raise OptionError(
            f"`warm_up` was given {what} for async calls where no event loop runs, to "
            "which its client would belong: call it in the event loop of your server, "
            "such as when that starts"
        )


def _load_own(provider: Provider) -> None:
    """Load what all calls need of ours, by a request that is not sent."""
    for name in ("call_response", "stream", "tool"):
        import_module(f"{__package__}.{name}")
    from mirascope.core.base._call.decorated_call import DecoratedCall
    from mirascope.core.base._response.prices import cost_of
    from mirascope.core.base.prompt import Prompt
    from mirascope.core.base.types import CostMetadata

    cost_of("openai", "gpt-4o-mini", CostMetadata(input_tokens=1, output_tokens=1))
    if provider.clients is not None:  # else it is the user's, and may do anything
        call = DecoratedCall(provider, Settings(model="a-model"), Prompt.of(_prompt))
        with suppress(_Enough):
            run(call.perform((_StopLayer(),), (), {}))


def _prompt() -> str:
    return "Hello"
