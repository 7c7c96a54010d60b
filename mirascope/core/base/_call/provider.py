"""A provider with a codec: what is specific to it, and its part of a call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from mirascope.core.base._codec.codec import add_hint
from mirascope.core.base._codec.vocabulary import Options, Send
from mirascope.core.base._flow import Flow, arun, run
from mirascope.core.base._response.lazy import Exchange
from mirascope.core.base._response.stream_events import StreamEvents
from mirascope.core.base._schema.response_format import ResponseFormat
from mirascope.core.base._sdk.client_check import check_client
from mirascope.core.base._sdk.send_limits import time_is_over
from mirascope.core.base.messages.loading import (
    as_text,
    check_parts,
    have_parts,
    load_urls,
    replaced,
)
from mirascope.core.base.messages.parts import is_fetched
from mirascope.core.base.tool.convert import convert_tools, native_schemas

from .decorated_call import DecoratedCall
from .extraction import json_output
from .late_media import LateMedia
from .protocol import BindArguments, Request
from .request_template import RequestTemplate
from .settings import ParamTable, translate
from .setup import merge_params, template_of

if TYPE_CHECKING:
    from mirascope.core.base._codec.codec import Codec
    from mirascope.core.base._response.call_response import BaseCallResponse
    from mirascope.core.base._response.chunk import BaseCallResponseChunk
    from mirascope.core.base._response.stream import BaseStream
    from mirascope.core.base._sdk.default_clients import DefaultClients
    from mirascope.core.base._sdk.send_limits import Restrict, SendLimits
    from mirascope.core.base.tool.base_tool import BaseTool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSpec:
    """A provider, as a value: everything that is specific to it."""

    codec: Codec
    clients: DefaultClients
    send: Send
    """Sends a request with a client: `send(client, is_async, **call_kwargs)`."""
    response: type[BaseCallResponse[Any, Any, Any]]
    chunk: type[BaseCallResponseChunk[Any]]
    stream: type[BaseStream[Any, Any, Any]]
    tool: type[BaseTool]
    params: ParamTable
    params_key: str | None = None
    """The keyword, such as `config`, that holds the common parameters; if it is given
    in several layers, its fields are merged."""
    default_params: dict[str, Any] = field(default_factory=dict[str, Any])
    """Parameters that a request has unless it is given others."""
    client_kinds: tuple[str, str] | None = None
    """The SDK's sync and async client base classes, where they differ: their names, or
    module and name where the names are the same."""
    client_names: tuple[str, str] = ("", "")
    """The classes that errors tell users to use."""
    always_counts: bool = False
    """Whether the SDK makes up a finish reason where a stream holds nothing, but gives
    token counts only where it holds something."""
    finish_reasons: bool = True
    """Whether the service sends a finish reason with each answer."""
    max_buffered: int = 1
    """The most chunks to pass over in leaving an async stream of the SDK."""
    native_schema: bool = False
    """Whether a response model is asked for by JSON schema rather than by a tool."""
    remake: tuple[Any, ...] | None = None
    """An importable function that gives the call decorator, and its arguments, where
    that is not `mirascope.core.NAME.call`."""
    restrict: Restrict | None = None
    """Tells the SDK how often and for how long it may try."""
    time_is_over: Callable[[Any], Exception] = time_is_over
    """Makes the SDK's error for an answer that does not come in time, of the client."""
    upload: Callable[[Sequence[Any], Any], Flow[Sequence[Any]]] | None = None
    """Sends what is too large for a request beforehand, where the service has files:
    `upload(messages, client)` gives messages that refer to it."""

    @property
    def name(self) -> str:
        """The provider's name."""
        return self.codec.provider

    @override
    def __reduce__(self) -> tuple[Any, ...]:
        # Unpickling it finds the provider that is there, with the clients it shares.
        return provider_of, self.remake or (decorator_of, self.name)

    def check_client(self, client: object, is_async: bool) -> None:
        """Refuse a client of the wrong kind before it is used, and a lack of one.

        Raises:
            ClientTypeError: A sync client under an async function, or the reverse.
            MissingKeyError: `client` is `None`, and there is no key for a default one.
        """
        if client is None:
            self.clients.get(is_async)
        elif self.client_kinds is not None:
            check_client(self.client_kinds, self.client_names, client, is_async)

    def api(self, client: Any, /) -> str:
        """Name the service that a client asks, where the provider has several."""
        return self.codec.api(client)

    def provider_tools(self, tools: Sequence[Any], tool_type: Any) -> Sequence[Any]:
        """Make the provider's tools of what was given, in the form that users see."""
        return convert_tools(tools, tool_type)

    def repeat_request(
        self, call: DecoratedCall, returned: object, bind: BindArguments
    ) -> Request | None:
        """Make a request that is the same as the first but for the text of the user."""
        template = call.request_templates.get(type(returned))
        if template is None:
            return None
        text: Any = returned
        fn_args: Any = bind
        if template.text is not None:
            fn_args = bind()
            text = template.text.write(fn_args)
        if not text or text.isspace():  # some services refuse blank text
            return None
        prompt, settings, shared = call.prompt, call.settings, template.shared
        write = self.codec.user_message
        usual = {"role": "user", "content": text}
        messages = [usual if write is None else write(text)]
        sent = {**template.kwargs, template.key: messages}
        by = self.send_lazily if settings.client is None else self.send
        send = partial(by, settings.client, prompt.is_async, **sent)
        if shared["metadata"] is not prompt.metadata:  # decorated since
            shared = {**shared, "metadata": prompt.metadata}
        own = {"messages": messages, "call_kwargs": sent, "fn_args": fn_args}
        return send, Exchange(own, shared, tools_by_name=template.tools_by_name)

    def make_request(
        self, call: DecoratedCall, returned: object, bind: BindArguments
    ) -> Flow[Request]:
        """Make a request of what the prompt function returned.

        Raises:
            ClientTypeError: The client of the dynamic config is of the wrong kind.
            PromptError: There is nothing to send, or it cannot be loaded.
        """
        prompt = call.prompt
        values = bind()
        config, messages = yield from call.read(returned, values)
        client = config.get("client")
        if client is None:
            client = call.settings.client
        else:
            self.check_client(client, prompt.is_async)
        return self._encode(call, returned, config, values, messages, client)

    def _encode(
        self,
        call: DecoratedCall,
        returned: object,
        config: Mapping[str, Any],
        values: dict[str, Any],
        messages: Sequence[Any],
        client: Any,
    ) -> Request:
        """Make a request of all that was given for it, and keep its template."""
        prompt, settings = call.prompt, call.settings
        tools, json_mode, response_model = call.tools_and_format(config)
        params = merge_params(
            settings.call_params,
            config.get("call_params"),
            lambda params: translate(
                params, self.params, self.name, prompt.messages_fn
            ),
            self.params_key,
            self.params,
        )
        send, native, tool_types, sent = self.prepare(
            messages,
            client,
            prompt.is_async,
            model=settings.model,
            params=params,
            tools=tools,
            json_mode=json_mode,
            response_model=response_model,
            is_stream=bool(settings.stream),
        )
        fields = call.fields(
            returned,
            config,
            values,
            tool_types=tool_types,
            prompt_template=template_of(prompt.messages_fn, config),
            messages=native,
            call_kwargs=sent,
        )
        kind = type(returned)
        if kind not in call.request_templates and (
            kind is str or (returned is None and prompt.only_text is not None)
        ):
            text = None if kind is str else prompt.only_text
            template = RequestTemplate.of(text, sent, fields)
            call.request_templates[kind] = template
        exchange = Exchange(fields, {})
        if settings.validation_retries:

            def follow_up(more: Sequence[Any]) -> Request:
                known = send.messages if isinstance(send, LateMedia) else messages
                whole = [*known, *more]
                return self._encode(call, returned, config, values, whole, client)

            exchange.follow_up = follow_up
        return partial(send, **sent), exchange

    def prepare(
        self, messages: Sequence[Any], client: Any, is_async: bool, **options: Any
    ) -> tuple[Send, list[Any], list[Any] | None, dict[str, Any]]:
        """Translate a request, for what sends it, and what `encode` gives.

        Nothing is loaded or uploaded before it is sent.
        """
        encode = partial(self.encode, client=client, **options)
        send = partial(self.send_lazily, client, is_async)
        within = partial(self.send_within, client, is_async)
        if have_parts(messages):
            load = partial(self.load_parts, messages, client)
            try:
                next(load())
            except StopIteration as done:  # without a step
                messages = done.value
            else:
                unread = replaced(messages, partial(self._loads, client), as_text)
                drive = arun if is_async else run
                late = LateMedia(messages, unread, encode, load, send, within, drive)
                return late, late.native, late.tool_types, late.sent
        return send, *encode(messages)

    def send_lazily(self, client: Any, is_async: bool, /, **kwargs: Any) -> Any:
        """Send a request with the client, by default that of the moment.

        A stream may be read when the client of its call was closed, or in another loop;
        and where a layer answers no client is needed.
        """
        if client is None:
            client = self.clients.get(is_async)
        return self.send(client, is_async, **kwargs)

    def send_within(
        self, client: Any, is_async: bool, limits: SendLimits, /, **kwargs: Any
    ) -> Any:
        """Send a request, and tell the SDK how often and for how long it may try."""
        if client is None:
            client = self.clients.get(is_async)
        if self.restrict is not None:
            client = self.restrict(client, is_async, kwargs, limits)
        return self.send(client, is_async, **kwargs)

    def timeout_error(self, client: Any, is_async: bool, /) -> Exception:
        """Make the SDK's error for an answer that does not come in time."""
        if client is None:
            client = self.clients.get(is_async)
        return self.time_is_over(client)

    def create_within(self, send: partial[Any]) -> Callable[..., Any] | None:
        """Give what sends a request within `SendLimits`, its first argument."""
        if isinstance(send.func, LateMedia):
            return send.func.send_within
        # Those before are of the function that sends, if it is a `partial` itself.
        return partial(self.send_within, *send.args[-2:])

    def encode(
        self,
        messages: Sequence[Any],
        *,
        model: str,
        params: Mapping[str, Any],
        tools: Sequence[Any] | None,
        json_mode: bool,
        response_model: Any,
        is_stream: bool,
        client: Any,
    ) -> tuple[list[Any], list[Any] | None, dict[str, Any]]:
        """Translate a request, for its messages, tool classes and keywords.

        `params` are under the provider's own names, `tools` in the provider's form.
        """
        forced_tool: str | None = None
        form = None if response_model is None else ResponseFormat.of(response_model)
        given = {**self.default_params, **params}
        if form is not None and tools and not json_mode:
            if self.native_schema:
                json_mode, tools = True, None
                given.pop("tools", None)
            else:
                forced_tool = tools[0]._name()
        if tools:
            given["tools"] = [*native_schemas(tools), *(given.get("tools") or ())]
        native, kwargs = self.codec.encode(
            Options(
                model, messages, given, forced_tool, json_mode, form, is_stream, client
            )
        )
        return native, list(tools) if tools else None, kwargs

    def make_response(self, exchange: Exchange, show: Callable[[Any], Any]) -> Any:
        """Make the response, and refuse what holds no answer.

        Raises:
            NoAnswerError: There is none, not even an empty one.
        """
        return self.response._answering(self.codec, exchange, show)

    def make_stream(self, call: DecoratedCall, exchange: Exchange, chunks: Any) -> Any:
        """Make the stream."""
        fields = {**exchange.shared, **exchange.fields}
        tool_types = fields["tool_types"]
        fields["tool_types"] = tool_types and [*tool_types]
        if call.extraction.format is not None:
            tool_types = None
        return self.stream(
            stream=self.events(chunks, tool_types, call.partial_tools),
            call_response_type=self.response,
            model=call.settings.model,
            **fields,
        )

    def events(
        self, chunks: Any, tool_types: Any, partial_tools: bool = False
    ) -> StreamEvents:
        """Read the SDK's chunks: as pairs of a chunk and the tool that it completes."""
        return StreamEvents(
            chunks,
            self.chunk,
            tool_types,
            partial_tools,
            always_counts=self.always_counts,
            finish_reasons=self.finish_reasons,
        )

    json_output = staticmethod(json_output)

    def add_hint(self, error: Exception) -> None:
        """Note on an error of the SDK what to do about it."""
        add_hint(self.codec, error)

    def load_parts(
        self,
        messages: Sequence[Any],
        client: Any,
        is_loaded: Callable[[], None] = lambda: None,
    ) -> Flow[Sequence[Any]]:
        """Check the parts, load those that are addresses, upload what is too large."""
        messages = check_parts(messages, self.name, self.codec.schemes)
        messages = yield from load_urls(messages, partial(self._loads, client))
        is_loaded()
        if self.upload is not None:
            messages = yield from self.upload(messages, client)
        return messages

    def _loads(self, client: Any, part: Any) -> bool:
        """Tell whether a part is to be loaded."""
        codec = self.codec
        return is_fetched(part) or (
            part.type in codec.load_types and not codec.is_reference(part.url, client)
        )


def decorator_of(package: str) -> Any:
    """Find the call decorator of a package."""
    return import_module(f"mirascope.core.{package}").call


def provider_of(make: Callable[..., Any], *args: Any) -> Any:
    """Find the provider of a call decorator that a function gives."""
    return make(*args)._provider
