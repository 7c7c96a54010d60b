"""The decorator for calls to any provider."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from typing_extensions import override

from mirascope.core.base._bounded_cache import put_bounded
from mirascope.core.base._call.settings import MODEL, OPTIONS, refuse_unknown
from mirascope.core.base._chain.request import Layers, bound_layers
from mirascope.core.base._flow import Flow, as_call
from mirascope.core.base._functions import docstrings_are_templates, name_of

from ._context import (
    AgnosticSettings,
    Context,
    contexts,
    settings_in,
    split_model,
)
from ._registry import is_known, load_provider, warn_if_unknown

if TYPE_CHECKING:
    from mirascope.core.base._call.decorated_call import DecoratedCall
    from mirascope.core.base.prompt import Prompt

    from ._typing import Call

_CACHED = 64
"""How many different effective settings a call keeps prepared."""


def _call(  # noqa: D417
    provider: Any = None, model: Any = None, **options: Any
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Turn a prompt function into a call to any provider.

    Args:
        provider: The provider, such as `openai`, or provider and model in one:
            `openai/gpt-4o-mini`.
        model: The provider's model.
        stream: Whether to stream; `{"partial_tools": True}` also streams tools.
        tools: What the model may call: functions and `BaseTool`s.
        response_model: The type to make of the answer.
        output_parser: What to make of the response, or of the response model.
        json_mode: Whether to ask for JSON text.
        client: A client of the provider's SDK; a shared one is used otherwise.
        call_params: Parameters of the request, common or the provider's own.
        retries: How often to send a request again that failed, or a policy.
        timeout: How long the call may take, in seconds, with all its tries.
        limit: What it may send and spend, together with others.
        validation_retries: How often to ask again for a valid response model.

    Returns:
        The decorator. What it makes is async if the prompt function is.

    Raises:
        InvalidCallError: The options exclude each other, or one has another name. A
            provider that does not exist is a warning here, and an
            `UnknownProviderError` when it is called.

    Example:
        ```python
        from mirascope import llm

        @llm.call(provider="openai", model="gpt-4o-mini")
        def recommend_book(genre: str) -> str:
            return f"Recommend a {genre} book"

        print(recommend_book("fantasy").content)
        ```
    """
    refuse_unknown("llm.call", options)
    provider, model = split_model(provider, model)
    return partial(
        decorate, AgnosticSettings(provider=provider, model=model, **options)
    )


PROVIDER = Parameter("provider", Parameter.POSITIONAL_OR_KEYWORD, default=None)
_SIGNATURE = Signature([PROVIDER, MODEL.replace(default=None), *OPTIONS])
_call.__dict__["__signature__"] = _SIGNATURE
# Its overloads say more than one signature can.
call = cast("Call", _call)


def decorate(own: AgnosticSettings, fn: Callable[..., Any]) -> Callable[..., Any]:
    """Turn a prompt function into a call.

    Args:
        own: The decorator's provider and settings.
        fn: The prompt function.

    Returns:
        The function that users call.
    """
    target = AgnosticCall(own, fn)
    if not hasattr(fn, "__code__") or docstrings_are_templates():
        target.prompt  # noqa: B018  refuses what is no function
    warn_if_unknown(own.provider, name_of(fn), fn)
    if own.client is not None:
        target.check_client()
    decorated = target.decorated = as_call(fn, target.perform, _bound)
    decorated.__dict__.update(
        _original_fn=fn,
        _original_call_args=_shown(own),
        _agnostic_call=target,
    )
    return decorated


def _shown(own: AgnosticSettings) -> dict[str, Any]:
    """Give the arguments that version 1 shows, and of the newer ones those given."""
    return {
        name: getattr(own, name)
        for name, option in _SIGNATURE.parameters.items()
        if name not in _NEWER or getattr(own, name) != option.default
    }


_NEWER = frozenset({"retries", "timeout", "limit", "validation_retries"})
_Bound: TypeAlias = "tuple[tuple[Context, ...], Layers]"


def _bound() -> _Bound:
    """Give the contexts and layers that are in force where this is called."""
    return contexts.get(), bound_layers()


class AgnosticCall:
    """A prompt function and the provider it runs on unless a context says otherwise.

    Args:
        own: The decorator's provider and settings.
        fn: The prompt function.
    """

    def __init__(self, own: AgnosticSettings, fn: Callable[..., Any]) -> None:
        self.own = own
        self.fn = fn
        self.decorated = fn
        self._prompt: Prompt | None = None
        self._prepared: dict[tuple[Context, ...], DecoratedCall] = {}
        if own.response_model is not None:
            from mirascope.core.base._schema.response_format import ResponseFormat

            ResponseFormat.of(own.response_model, names=self.prompt.names)

    @property
    def prompt(self) -> Prompt:
        """What is known about the prompt function."""
        if self._prompt is None:
            # Here, so that decorating a function loads next to nothing.
            from mirascope.core.base.prompt import Prompt

            self._prompt = Prompt.of(self.fn)
            outer = vars(self.decorated)
            if "_metadata" in outer:  # `@metadata` may stand above `llm.call`
                self._prompt.metadata = outer["_metadata"]
            outer["_prompt"] = self._prompt
        return self._prompt

    @override
    def __getstate__(self) -> dict[str, Any]:
        # What is prepared for calls is prepared again where it is unpickled.
        return {**vars(self), "_prepared": {}}

    def perform(
        self, bound: _Bound, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Flow[Any]:
        """Make one call on the provider that is in force.

        Args:
            bound: The contexts and layers in force.
            args: The positional arguments of the prompt function.
            kwargs: Its keyword arguments.

        Returns:
            The flow of the call.
        """
        in_force, layers = bound
        # What is in force where the function is called counts; where an async call is
        # awaited only if there was nothing.
        call = self.call_in(in_force or contexts.get())
        return (yield from call.perform(layers, args, kwargs))

    def call_in(self, in_force: tuple[Context, ...]) -> DecoratedCall:
        """Give the call as it is in contexts, which is made once for each of them."""
        if in_force:
            in_force = tuple(one for one in in_force if one._is_for(self.decorated))
        call = self._prepared.get(in_force)
        if call is None:
            call = self._bind(in_force)
            put_bounded(self._prepared, in_force, call, _CACHED)
        return call

    def check_client(self) -> None:
        """Refuse a client of the wrong kind; its SDK is loaded already.

        Raises:
            ClientTypeError: A sync client under an async function, or the reverse.
        """
        if is_known(self.own.provider):
            client, is_async = self.own.client, self.prompt.is_async
            load_provider(self.own.provider).check_client(client, is_async)

    def _bind(self, in_force: tuple[Context, ...]) -> DecoratedCall:
        from mirascope.core.base._call.decorated_call import DecoratedCall, ResultView

        from .call_response import CallResponse
        from .stream import Stream
        from .tool import neutral

        ordered = sorted(
            in_force, key=lambda one: one._is_innermost_for(self.decorated)
        )
        settings = settings_in(ordered, self.own, self.fn)
        view = ResultView(
            response=CallResponse, stream=Stream, tool_type=neutral, typed_errors=True
        )
        return DecoratedCall(
            load_provider(settings.provider), settings, self.prompt, view
        )
