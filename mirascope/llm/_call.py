"""The decorator for calls to any provider."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from typing_extensions import override

from mirascope.core.base._bounded import keep
from mirascope.core.base._call.settings import Settings, refuse_unknown
from mirascope.core.base._chain.request import Layers, bound_layers
from mirascope.core.base._flow import Flow, as_call
from mirascope.core.base._signature import docstrings_are_templates
from mirascope.core.base._warnings import name_of

from ._context import Effective, Frame, frames, split_model
from ._registry import exists, foresee, load

if TYPE_CHECKING:
    from mirascope.core.base._call.decorated_call import DecoratedCall
    from mirascope.core.base.prompt import Prompt

    from ._typing import Call

_CACHED = 64
"""How many different effective settings a call keeps prepared."""


def _call(
    provider: Any = None,
    model: Any = None,
    *,
    stream: Any = False,
    tools: Sequence[Any] | None = None,
    response_model: Any = None,
    output_parser: Callable[..., Any] | None = None,
    json_mode: bool = False,
    client: Any = None,
    call_params: Mapping[str, Any] | None = None,
    **_unknown: Any,
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
    refuse_unknown("llm.call", _unknown)
    provider, model = split_model(provider, model)
    settings = Settings(
        model=model,
        stream=stream,
        tools=tools,
        response_model=response_model,
        output_parser=output_parser,
        json_mode=json_mode,
        client=client,
        call_params=call_params,
    )
    settings.check()
    return lambda fn: decorate(Effective(provider, settings), fn)


call = cast("Call", _call)


def decorate(own: Effective, fn: Callable[..., Any]) -> Callable[..., Any]:
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
    foresee(own.provider, name_of(fn), fn)
    if own.settings.client is not None:
        target.check_client()
    decorated = target.decorated = as_call(fn, target.perform)
    settings = own.settings
    decorated.__dict__.update(
        _original_fn=fn,
        _original_call_args={
            "provider": own.provider,
            "model": settings.model,
            "stream": settings.stream,
            "tools": settings.tools,
            "response_model": settings.response_model,
            "output_parser": settings.output_parser,
            "json_mode": settings.json_mode,
            "client": settings.client,
            "call_params": settings.call_params,
        },
        _agnostic_call=target,
    )
    return decorated


class AgnosticCall:
    """A prompt function and the provider it runs on unless a context says otherwise.

    Args:
        own: The decorator's provider and settings.
        fn: The prompt function.
    """

    def __init__(self, own: Effective, fn: Callable[..., Any]) -> None:
        self.own = own
        self.fn = fn
        self.decorated = fn
        self._prompt: Prompt | None = None
        self._default: DecoratedCall | None = None
        self._prepared: dict[tuple[int, ...], tuple[Any, DecoratedCall]] = {}
        if own.settings.response_model is not None:
            from mirascope.core.base._schema.response_format import ResponseFormat

            ResponseFormat.of(own.settings.response_model, names=self.prompt.names)

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
        return {**vars(self), "_default": None, "_prepared": {}}

    def perform(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Flow[Any]:
        """Make one call on the provider that is in force.

        Args:
            args: The positional arguments of the prompt function.
            kwargs: Its keyword arguments.

        Returns:
            The flow of the call.
        """
        return self._perform(frames.get(), bound_layers(), args, kwargs)

    def _perform(
        self,
        frame: Frame | None,
        layers: Layers,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> Flow[Any]:
        # What is in force where the function is called counts; where an async call is
        # awaited only if there was nothing.
        if frame is None:
            frame = frames.get()
        if frame is not None:
            call = self._within(frame)
        else:
            if self._default is None:
                self._default = self._bind(self.own)
            call = self._default
        return (yield from call.perform_through(layers, args, kwargs))

    def check_client(self) -> None:
        """Refuse a client of the wrong kind; its SDK is loaded already.

        Raises:
            ClientTypeError: A sync client under an async function, or the reverse.
        """
        if exists(self.own.provider):
            provider, settings = self.own
            load(provider).check_client(settings.client, self.prompt.is_async)

    def _within(self, frame: Frame | None) -> DecoratedCall:
        """Find the call under the layers in force, which are prepared once."""
        layers: list[Any] = []
        while frame is not None:
            if frame.layer.target in (None, self.decorated):
                layers.append(frame.layer)
            frame = frame.below
        key = tuple(map(id, layers))
        kept = self._prepared.get(key)
        if kept is None:
            effective = self.own
            for layer in reversed(layers):
                effective = layer.over(effective, self.fn)
            kept = (layers, self._bind(effective))
            keep(self._prepared, key, kept, _CACHED)
        return kept[1]

    def _bind(self, effective: Effective) -> DecoratedCall:
        from mirascope.core.base._call.decorated_call import DecoratedCall, ResultView

        from .call_response import CallResponse
        from .stream import Stream
        from .tool import neutral

        view = ResultView(response=CallResponse, stream=Stream, tool_type=neutral)
        provider = load(effective.provider)
        return DecoratedCall(provider, effective.settings, self.prompt, view)
