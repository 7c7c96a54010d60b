"""The decorators: what `mirascope.core.PROVIDER.call` is, and how others are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from inspect import Signature
from typing import TYPE_CHECKING, Any, cast

from mirascope.core.base._chain.request import bound_layers
from mirascope.core.base._flow import Flow, as_call
from mirascope.core.base._response.chunk import BaseCallResponseChunk
from mirascope.core.base._response.lazy import Exchange
from mirascope.core.base._sdk.send_limits import OVER
from mirascope.core.base.messages.loading import load_fetched
from mirascope.core.base.prompt.function import Prompt
from mirascope.core.base.tool.base_tool import BaseTool
from mirascope.core.base.tool.convert import convert_tools

from .decorated_call import DecoratedCall
from .protocol import BindArguments, Provider, Request
from .settings import MODEL, OPTIONS, Settings, refuse_unknown
from .setup import template_of

if TYPE_CHECKING:
    from .typing import CallDecorator


@dataclass(frozen=True, slots=True, kw_only=True)
class FactoryProvider:
    """A provider of the user's, made of the arguments of `call_factory`."""

    TCallResponse: Any
    TCallResponseChunk: Any
    TToolType: Any
    TStream: Any
    default_call_params: Any
    setup_call: Callable[..., Any]
    get_json_output: Callable[[Any, bool], Any]
    handle_stream: Callable[..., Any]
    handle_stream_async: Callable[..., Any]

    codec = None
    max_buffered = 1
    native_schema = False
    clients = None

    @property
    def name(self) -> str:
        """What responses call it."""
        return self.TCallResponse._provider

    def api(self, client: Any, /) -> str:
        """Name the service that a client asks: one is known."""
        return ""

    @property
    def tool(self) -> Any:
        """The class of its tools."""
        return self.TToolType

    def check_client(self, client: object, is_async: bool) -> None:
        """Accept any client: only `setup_call` knows its type."""

    def provider_tools(self, tools: Sequence[Any], tool_type: Any) -> Sequence[Any]:
        """Leave tools to `setup_call`, but for those that are to be neutral."""
        return tools if tool_type is self.TToolType else convert_tools(tools, tool_type)

    def repeat_request(
        self, call: DecoratedCall, returned: object, bind: BindArguments
    ) -> Request | None:
        """Make none: what requests have in common is known to `setup_call` alone."""
        return None

    def make_request(
        self, call: DecoratedCall, returned: object, bind: BindArguments
    ) -> Flow[Request]:
        """Make a request by `setup_call`; the messages are in the dynamic config."""
        values = bind()
        config, messages = yield from call.read(returned, values)
        messages = yield from load_fetched(messages)
        return self._set_up(call, returned, config, values, messages)

    def _set_up(
        self,
        call: DecoratedCall,
        returned: object,
        given: Mapping[str, Any],
        values: dict[str, Any],
        messages: list[Any],
    ) -> Request:
        prompt, settings = call.prompt, call.settings
        config = dict(given)
        tools, json_mode, response_model = call.tools_and_format(config)
        templated = template_of(prompt.messages_fn, config)
        config["messages"] = messages
        config.pop("tools", None)
        client, params = config.get("client"), settings.call_params
        create, template, native, tool_types, sent = self.setup_call(
            model=settings.model,
            client=settings.client if client is None else client,
            fn=prompt.messages_fn,
            fn_args=values,
            dynamic_config=config,
            tools=tools,
            json_mode=json_mode,
            call_params=self.default_call_params if params is None else params,
            response_model=response_model,
            stream=settings.stream,
        )
        fields = call.fields(
            returned,
            config,
            values,
            tool_types=tool_types,
            prompt_template=template or templated,
            messages=native,
            call_kwargs=sent,
        )
        send = partial(create, stream=bool(settings.stream), **sent)
        exchange = Exchange(fields, {})
        if settings.validation_retries:
            exchange.follow_up = lambda more: self._set_up(
                call, returned, given, values, [*messages, *more]
            )
        return send, exchange

    def make_response(self, exchange: Exchange, show: Callable[[Any], Any]) -> Any:
        """Make the response."""
        made = self.TCallResponse(response=exchange.native, **exchange.fields)
        if exchange.record is not None:
            made._exchange.record = exchange.record
        return made

    def make_stream(self, call: DecoratedCall, exchange: Exchange, chunks: Any) -> Any:
        """Make the stream, by `handle_stream`."""
        is_async = call.prompt.is_async
        structured = call.extraction.format is not None
        handle = self.handle_stream_async if is_async else self.handle_stream
        pairs = handle(
            aiter(chunks) if is_async else iter(chunks),
            None if structured else exchange.fields["tool_types"],
            partial_tools=call.partial_tools,
        )
        return self.TStream(
            stream=pairs,
            call_response_type=self.TCallResponse,
            model=call.settings.model,
            **exchange.fields,
        )

    def json_output(self, answer: Any, json_mode: bool, /) -> Any:
        """Find the JSON, by `get_json_output`."""
        return self.get_json_output(answer, json_mode)

    def add_hint(self, error: Exception) -> None:
        """Leave errors as they are."""

    def timeout_error(self, client: Any, is_async: bool, /) -> Exception:
        """Make an error: that of the SDK is not known."""
        return TimeoutError(OVER)

    def create_within(self, send: partial[Any]) -> Callable[..., Any] | None:
        """Give none: what the SDK can be told is known to `setup_call` alone."""
        return None


def call_factory(
    *,
    TCallResponse: Any,  # noqa: N803  the names are the contract
    TCallResponseChunk: Any,  # noqa: N803
    TToolType: Any,  # noqa: N803
    TStream: Any,  # noqa: N803
    default_call_params: Any,
    setup_call: Callable[..., Any],
    get_json_output: Callable[[Any, bool], Any],
    handle_stream: Callable[..., Any],
    handle_stream_async: Callable[..., Any],
) -> CallDecorator[Any, Any, Any, Any, Any]:
    """Make the call decorator of a provider.

    Args:
        TCallResponse: The provider's `BaseCallResponse`.
        TCallResponseChunk: The provider's `BaseCallResponseChunk`.
        TToolType: The provider's `BaseTool`.
        TStream: The provider's `BaseStream`.
        default_call_params: The call parameters of calls that are given none.
        setup_call: Prepares a request. Called with `model client fn fn_args
            dynamic_config tools json_mode call_params response_model stream`, gives
            `(create, prompt_template, messages, tool_types, call_kwargs)`, and
            `create(stream=..., **call_kwargs)` sends it.
        get_json_output: Finds the JSON text in a response, or its piece in a chunk.
        handle_stream: Turns native chunks into `(chunk, tool | None)`; called with
            `(stream, tool_types, partial_tools=...)`.
        handle_stream_async: The same for async streams.

    Returns:
        The decorator: `call(model, *, stream, tools, response_model, output_parser,
        json_mode, client, call_params)`.
    """
    return provider_call(
        FactoryProvider(
            TCallResponse=TCallResponse,
            TCallResponseChunk=TCallResponseChunk,
            TToolType=TToolType,
            TStream=TStream,
            default_call_params=default_call_params,
            setup_call=setup_call,
            get_json_output=get_json_output,
            handle_stream=handle_stream,
            handle_stream_async=handle_stream_async,
        )
    )


def provider_call(provider: Provider) -> CallDecorator[Any, Any, Any, Any, Any]:
    """Make the call decorator of a provider."""

    def call(  # noqa: D417
        model: str, **options: Any
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Turn a prompt function into a call to this provider.

        Args:
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
            InvalidCallError: The options exclude each other, or one has another name.
        """
        refuse_unknown("call", options)
        return partial(decorate, provider, Settings(model=model, **options))

    # `mirascope.llm` finds the provider there.
    signature = Signature([MODEL, *OPTIONS])
    call.__dict__.update(_provider=provider, __signature__=signature)
    # The overloads of the protocol say more than one signature can.
    return cast("CallDecorator[Any, Any, Any, Any, Any]", call)


def decorate(
    provider: Provider, settings: Settings, fn: Callable[..., Any]
) -> Callable[..., Any]:
    """Turn a prompt function into a call with the same parameters."""
    prompt = Prompt.of(fn)
    call = DecoratedCall(provider, settings, prompt)
    decorated = as_call(fn, call.perform, bound_layers)
    decorated.__dict__.update(
        _model=settings.model, _prompt=prompt, _decorated_call=call
    )
    return decorated


def stream_factory(
    *,
    TCallResponse: Any,  # noqa: N803  the names are the contract
    TStream: Any,  # noqa: N803
    setup_call: Callable[..., Any],
    handle_stream: Callable[..., Any],
    handle_stream_async: Callable[..., Any],
) -> Callable[..., Callable[..., Any]]:
    """Make what turns a prompt function into a streamed call.

    Args:
        TCallResponse: The provider's `BaseCallResponse`.
        TStream: The provider's `BaseStream`.
        setup_call: Prepares a request; see `call_factory`.
        handle_stream: Turns native chunks into `(chunk, tool | None)`.
        handle_stream_async: The same for async streams.

    Returns:
        `stream(fn, model, tools, json_mode, client, call_params, partial_tools)`, which
        gives a function with the parameters of `fn` that gives a `TStream`.
    """
    call = call_factory(
        TCallResponse=TCallResponse,
        TCallResponseChunk=BaseCallResponseChunk,
        TToolType=BaseTool,
        TStream=TStream,
        default_call_params={},
        setup_call=setup_call,
        get_json_output=lambda answer, json_mode: answer.content,
        handle_stream=handle_stream,
        handle_stream_async=handle_stream_async,
    )

    def stream(
        fn: Callable[..., Any],
        model: str,
        tools: Sequence[Any] | None = None,
        json_mode: bool = False,
        client: Any = None,
        call_params: Mapping[str, Any] | None = None,
        partial_tools: bool = False,
    ) -> Callable[..., Any]:
        options: Any = {"stream": {"partial_tools": True} if partial_tools else True}
        options |= {"client": client, "call_params": call_params}
        return call(model, tools=tools, json_mode=json_mode, **options)(fn)

    return stream


def structured_stream_factory(
    *,
    TCallResponse: Any,  # noqa: N803
    TCallResponseChunk: Any,  # noqa: N803
    TStream: Any,  # noqa: N803
    TToolType: Any,  # noqa: N803
    setup_call: Callable[..., Any],
    get_json_output: Callable[[Any, bool], Any],
) -> Callable[..., Callable[..., Any]]:
    """Make what turns a prompt function into a streamed response model.

    Args:
        TCallResponse: The provider's `BaseCallResponse`.
        TCallResponseChunk: The provider's `BaseCallResponseChunk`.
        TStream: The provider's `BaseStream`.
        TToolType: The provider's `BaseTool`.
        setup_call: Prepares a request; see `call_factory`.
        get_json_output: Finds the piece of JSON text in a chunk.

    Returns:
        `stream(fn, model, response_model, json_mode, client, call_params)`, which gives
        a function with the parameters of `fn` that gives a `BaseStructuredStream`.
    """

    def chunks(stream: Any, *_: object, **__: object) -> Any:
        return ((TCallResponseChunk(chunk=chunk), None) for chunk in stream)

    def async_chunks(stream: Any, *_: object, **__: object) -> Any:
        return ((TCallResponseChunk(chunk=chunk), None) async for chunk in stream)

    call = call_factory(
        TCallResponse=TCallResponse,
        TCallResponseChunk=TCallResponseChunk,
        TToolType=TToolType,
        TStream=TStream,
        default_call_params={},
        setup_call=setup_call,
        get_json_output=get_json_output,
        handle_stream=chunks,
        handle_stream_async=async_chunks,
    )

    def stream(
        fn: Callable[..., Any],
        model: str,
        response_model: Any,
        json_mode: bool = False,
        client: Any = None,
        call_params: Mapping[str, Any] | None = None,
    ) -> Callable[..., Any]:
        options: Any = {"client": client, "call_params": call_params}
        options |= {"response_model": response_model, "stream": True}
        return call(model, json_mode=json_mode, **options)(fn)

    return stream
