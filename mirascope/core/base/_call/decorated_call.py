"""One decorated function: from its call to a request, and from the answer to a result.

Read `DecoratedCall.perform` first: it is a whole call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from inspect import isawaitable
from logging import DEBUG
from time import time
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from mirascope.core.base._chain.log_layer import with_log
from mirascope.core.base._chain.record import CallRecord
from mirascope.core.base._chain.request import Layers, ProviderRequest, in_order
from mirascope.core.base._chain.send import answer_through, stream_through
from mirascope.core.base._fields import as_mapping
from mirascope.core.base._flow import Flow, do
from mirascope.core.base._log import LOGGER
from mirascope.core.base._response.call_response import BaseCallResponse
from mirascope.core.base._response.metering import CallMeter, UsualOutput
from mirascope.core.base._response.reading import stream_request
from mirascope.core.base._response.structured_stream import (
    BaseStructuredStream,
    JsonDeltas,
)
from mirascope.core.base._sdk.lazy_native import LazyNative
from mirascope.core.base.prompt.dynamic_config import config_of

from .extraction import Extraction
from .reask import ask_until_valid

if TYPE_CHECKING:
    from mirascope.core.base._response.lazy import Exchange
    from mirascope.core.base.prompt.function import Prompt

    from .protocol import Provider, Request
    from .request_template import RequestTemplate
    from .settings import Settings

_is_logged = LOGGER.isEnabledFor


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultView:
    """The form in which results are handed out: the provider's own or a neutral one."""

    response: Callable[[Any], Any] = lambda response: response
    stream: Callable[[Any], Any] = lambda stream: stream
    tool_type: Callable[[Any], Any] = lambda tool_type: tool_type
    typed_errors: bool = False
    """Whether errors of SDKs get a kind that is the same for all of them."""


NATIVE_VIEW = ResultView()


class DecoratedCall:
    """A prompt function bound to a provider and settings; built once, called often.

    Args:
        provider: The provider.
        settings: The effective settings.
        prompt: The prompt function.
        view: The form in which results are handed out.
    """

    def __init__(
        self,
        provider: Provider,
        settings: Settings,
        prompt: Prompt,
        view: ResultView = NATIVE_VIEW,
    ) -> None:
        self.provider = provider
        self.settings = settings
        self.prompt = prompt
        self.view = view
        if settings.client is not None:
            provider.check_client(settings.client, prompt.is_async)
        self.tool_type = view.tool_type(provider.tool)
        self.extraction = Extraction.of(
            settings,
            prompt.fn,
            prompt.names,
            self.tool_type,
            provider.native_schema,
        )
        self.partial_tools = settings.partial_tools
        self._tool_name = self.extraction.tool_name
        self.returns_native = (
            view is NATIVE_VIEW
            and settings.response_model is None
            and settings.output_parser is None
        )
        """Whether a response is handed out as it is."""
        self.layers = settings.layers()
        """What the settings put around sending."""
        self._usual = UsualOutput()
        self.request_templates: dict[type, RequestTemplate | None] = {}
        """What repeated requests have in common, by the type that was returned."""

    @override
    def __reduce__(self) -> tuple[Any, ...]:
        # The neutral calls of `mirascope.llm` are made anew where they are unpickled.
        return type(self), (self.provider, self.settings, self.prompt)

    def perform(
        self, layers: Layers, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Flow[Any]:
        """Make one call, for what the settings ask for: the whole of it is here.

        It is sent through the layers that are bound where the function is called.
        """
        prompt, provider = self.prompt, self.provider
        if prompt.is_async:
            returned = yield partial(prompt.fn, *args, **kwargs)
        else:
            returned = prompt.fn(*args, **kwargs)
        bind = partial(prompt.bind, args, kwargs)
        request = provider.repeat_request(self, returned, bind)
        if request is None:
            request = yield from provider.make_request(self, returned, bind)
        if own := self.layers:
            layers = in_order(layers + own) if layers else own
        if _is_logged(DEBUG):
            layers = with_log(layers)
        if self.settings.stream:
            return self._stream(*request, layers)
        if further := self.settings.validation_retries:
            form, send = self.extraction.format, partial(self.send, layers)
            make = partial(provider.make_request, self, returned, bind)
            assert form is not None
            result = yield from ask_until_valid(
                request, 1 + further, form, make, send, self.result
            )
        else:
            response = yield from self.send(layers, request)
            result = self.result(response, request[1])
        if self.settings.output_parser is not None:
            result = yield from self._parse(result)
        return result

    def send(self, layers: Layers, request: Request) -> Flow[Any]:
        """Send one request, and give the provider's response."""
        send, exchange = request
        exchange.fields["start_time"] = time() * 1000
        try:
            if layers:
                meter = self._meter(exchange)
                outgoing = self._outgoing(send, exchange, meter)
                native = yield from answer_through(layers, outgoing)
            else:
                native = yield send
        except Exception as error:
            self.provider.add_hint(error)
            self._adopt(send, error)
            raise
        exchange.fields["end_time"] = time() * 1000
        exchange.native = native
        return self.provider.make_response(exchange, self.view.response)

    def result(self, response: Any, exchange: Exchange) -> Any:
        """Make of a response what was asked for.

        Raises:
            OutputError: There is nothing in it that the response model can be made of.
            ValidationError: It does not fit the response model.
        """
        result = response if self.returns_native else self._extract(response)
        native = exchange.native
        if type(native) is LazyNative:
            native.data = None  # it takes several times the room of its bytes
        return result

    def warm_up(self) -> None:
        """Load and make what the first call would, without sending anything."""
        clients = self.provider.clients
        if clients is not None:
            clients.warm_up(self.settings.client, self.prompt.is_async)
        _ = self._tools
        for layer in self.layers:
            layer.warm_up()

    def read(
        self, returned: object, values: dict[str, Any]
    ) -> Flow[tuple[dict[str, Any], list[Any]]]:
        """Read the dynamic config and the messages that a prompt function returned.

        Computed fields are added to `values`.
        """
        config = self.prompt.config(returned)
        if computed := config.get("computed_fields"):
            values.update(computed)
        return config, (yield from self.prompt.messages(values, config))

    @cached_property
    def _tools(self) -> Sequence[Any] | None:
        tools = self.settings.tools
        return tools and self.provider.provider_tools(tools, self.tool_type)

    def tools_and_format(
        self, config: Mapping[str, Any]
    ) -> tuple[Sequence[Any] | None, bool, Any]:
        """Give the tools to offer, whether to ask for JSON, and the response model."""
        tools = config.get("tools")
        if tools is None:
            tools = self._tools
        elif tools:
            tools = self.provider.provider_tools(tools, self.tool_type)
        return self.extraction.request(tools)

    def fields(
        self,
        returned: object,
        config: Mapping[str, Any],
        values: dict[str, Any],
        **encoded: Any,
    ) -> dict[str, Any]:
        """Return the fields of a response or stream that describe its request."""
        metadata = config.get("metadata")
        tool_types = encoded.pop("tool_types")
        return {
            "metadata": self.prompt.metadata if metadata is None else metadata,
            "tool_types": tool_types and list(tool_types),
            "fn_args": values,
            "dynamic_config": config_of(returned),
            "call_params": self.settings.call_params,
            **encoded,
        }

    def _outgoing(
        self, send: partial[Any], exchange: Exchange, meter: CallMeter
    ) -> ProviderRequest:
        """Show a request to the layers."""
        exchange.record = exchange.record or CallRecord()
        provider, settings, form = self.provider, self.settings, self.extraction.format
        client = self._client_of(exchange)
        return ProviderRequest(
            provider.name,
            settings.model,
            send.keywords,
            partial(send.func, *send.args),
            streams=bool(settings.stream),
            api=provider.api(client),
            schema=None if form is None else form.schema,
            client=client,
            record=exchange.record,
            create_within=provider.create_within(send),
            timeout_error=partial(provider.timeout_error, client, self.prompt.is_async),
            check=partial(self._check, exchange),
            meter=meter,
        )

    def _check(self, exchange: Exchange, native: Any) -> None:
        """Refuse an answer that holds none, as making the response does."""
        self.provider.make_response(
            replace(exchange, native=native), self.view.response
        )

    def _adopt(self, send: partial[Any], error: Exception) -> None:
        """Give an error that came of sending its kind too, in neutral calls.

        What a media loader of the user's raised is not the provider's.

        Raises:
            ProviderError: Python does not let the class of the error change.
        """
        if self.view.typed_errors and not getattr(send.func, "is_loading", False):
            from mirascope.core.base._errors import adopt

            shown = adopt(error, self.provider.name)
            if shown is not error:
                raise shown from error

    def _meter(self, exchange: Exchange) -> CallMeter:
        """Make what counts a request for the layers."""
        provider, model = self.provider, self.settings.model
        return CallMeter(
            *(provider.name, model, provider.codec, self._usual),
            *(provider.make_response, exchange),
        )

    def _extract(self, response: Any) -> Any:
        """Extract the model from a response, unless that calls the user's tools."""
        shown, extraction = self.view.response(response), self.extraction
        if extraction.format is None:
            return shown
        # Of the shown one, which errors are to carry.
        if extraction.offers_user_tools(response.tool_types) and shown.tools:
            return shown
        return extraction.result(self.provider.json_output, response, shown)

    def _parse(self, result: Any) -> Flow[Any]:
        """Run the parser, unless the model is to come after calls of tools."""
        parser = self.settings.output_parser
        assert parser is not None
        has_model = self.extraction.format is not None
        parsed: Any = result
        if not (has_model and isinstance(result, BaseCallResponse)):
            parsed = parser(result)
        if self.prompt.is_async and isawaitable(parsed):
            waited = parsed
            parsed = yield from do(lambda: waited)
        return parsed

    def _stream(self, send: partial[Any], exchange: Exchange, layers: Layers) -> Any:
        """Give the stream in the form that users see."""
        meter = self._meter(exchange) if layers else None
        chunks = self._chunks(partial(send, stream=True), exchange, layers, meter)
        stream = self.provider.make_stream(self, exchange, chunks)
        if exchange.record is not None:
            stream._record = exchange.record
        if meter is not None:
            meter.watch(stream)
        shown = self.view.stream(stream)
        extraction = self.extraction
        if extraction.format is None:
            return shown
        return BaseStructuredStream[Any](
            stream=shown,
            source=stream,
            response_model=self.settings.response_model,
            fields_from_call_args=extraction.call_args(stream)
            if extraction.format.call_args
            else None,
            json_deltas=JsonDeltas(self.provider.json_output, self._tool_name),
        )

    def _chunks(
        self,
        send: partial[Any],
        exchange: Exchange,
        layers: Layers,
        meter: CallMeter | None,
    ) -> Any:
        """Give what sends a streamed request when it is iterated."""
        is_async, max_buffered = self.prompt.is_async, self.provider.max_buffered
        adopt = partial(self._adopt, send)
        if meter is None:
            # That there is no key is told now, and not when the stream is read.
            self.provider.check_client(self._client_of(exchange), is_async)
            return stream_request(send, is_async, max_buffered, adopt)

        def open_stream(send: Callable[[], Any]) -> Any:
            return stream_request(send, is_async, max_buffered)

        outgoing = self._outgoing(send, exchange, meter)

        def through() -> Any:
            request = outgoing._replace(pause=chunks.pause)
            is_stopped = partial(getattr, chunks, "stopped")
            return stream_through(layers, request, open_stream, is_async, is_stopped)

        # It closes what it reads, and what is read of it is noted by the layers.
        chunks = stream_request(through, is_async, 0, adopt)
        return chunks

    def _client_of(self, exchange: Exchange) -> Any:
        """Give the client of a request; `None` for the default one."""
        own = as_mapping(exchange.fields.get("dynamic_config")).get("client")
        return self.settings.client if own is None else own
