"""The call path: from a decorated prompt function to what calling it gives.

Read `DecoratedCall.perform` first: it is the whole of a call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property, partial
from inspect import isawaitable
from time import time
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from mirascope.core.base._codec.codec import add_hint
from mirascope.core.base._codec.vocabulary import Create
from mirascope.core.base._flow import Flow, do
from mirascope.core.base._response.reading import stream_request
from mirascope.core.base._response.structured_stream import BaseStructuredStream, Pieces
from mirascope.core.base._sdk.raw_response import RawAnswer
from mirascope.core.base.messages.loading import have_parts
from mirascope.core.base.prompt.dynamic_config import config_of
from mirascope.core.base.prompt.function import Prompt
from mirascope.core.base.tool.convert import convert_tools

from .extraction import Extraction
from .provider import ProviderSpec, SetupCall, check_client, load_parts
from .reference import MadeAgain
from .request_template import Outline
from .settings import DOCUMENTATION, Settings, refuse_unknown
from .setup import Config
from .wrap import edges

if TYPE_CHECKING:
    from .typing import CallDecorator


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a provider is made of: the arguments of `call_factory`."""

    TCallResponse: Any
    TCallResponseChunk: Any
    TToolType: Any
    TStream: Any
    default_call_params: Any
    setup_call: Callable[..., Any]
    get_json_output: Callable[[Any, bool], Any]
    handle_stream: Callable[..., Any]
    handle_stream_async: Callable[..., Any]

    @property
    def spec(self) -> ProviderSpec | None:
        """The provider as a value, if it is one of ours."""
        setup = self.setup_call
        return setup.spec if isinstance(setup, SetupCall) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """The form in which results are handed out: the provider's own or a neutral one."""

    response: Callable[[Any], Any] = lambda response: response
    stream: Callable[[Any], Any] = lambda stream: stream
    tool_type: Callable[[Any], Any] = lambda tool_type: tool_type


NATIVE = Face()


Request: TypeAlias = tuple[Create, dict[str, Any], dict[str, Any]]
"""What sends a request, its keywords, and the fields that its response and its stream
share: a plain tuple, as one is made for each call."""


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
    parts = Parts(
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
    return _call_of(parts)


def _call_of(parts: Parts) -> CallDecorator[Any, Any, Any, Any, Any]:
    """Make the decorator itself."""

    def call(
        model: str,
        *,
        stream: Any = False,
        tools: Sequence[Any] | None = None,
        response_model: Any = None,
        output_parser: Callable[..., Any] | None = None,
        json_mode: bool = False,
        client: Any = None,
        call_params: Mapping[str, Any] | None = None,
        **unknown: Any,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        refuse_unknown("call", unknown)
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
        return lambda fn: decorate(parts, settings, fn)

    call.__doc__ = DOCUMENTATION
    call.__dict__["_parts"] = parts  # the door that `mirascope.llm` uses
    # The overloads of the protocol say more than one signature can.
    return cast("CallDecorator[Any, Any, Any, Any, Any]", call)


def decorate(
    parts: Parts, settings: Settings, fn: Callable[..., Any]
) -> Callable[..., Any]:
    """Turn a prompt function into a call.

    Args:
        parts: The provider.
        settings: The decorator's arguments.
        fn: The prompt function.

    Returns:
        A function with the same parameters, async if the prompt function is.
    """
    prompt = Prompt.of(fn)
    performer = DecoratedCall(parts, settings, prompt)
    decorated = edges(fn, performer.perform)
    decorated.__dict__.update(_model=settings.model, _prompt=prompt)
    return decorated


class DecoratedCall(MadeAgain):
    """A prompt function bound to a provider and settings; built once, called often.

    Args:
        parts: The provider.
        settings: The effective settings.
        prompt: The prompt function.
        face: The form in which results are handed out.
    """

    def __init__(
        self, parts: Parts, settings: Settings, prompt: Prompt, face: Face = NATIVE
    ) -> None:
        self.parts = parts
        self.settings = settings
        self.prompt = prompt
        self.face = face
        self.spec = parts.spec
        self.tool_type = face.tool_type(parts.TToolType)
        if self.spec is not None and settings.client is not None:
            check_client(self.spec, settings.client, prompt.is_async)
        self.extraction = Extraction.of(
            settings,
            prompt,
            self.tool_type,
            self.spec is not None and self.spec.native_schema,
        )
        self.plain = (
            face is NATIVE
            and settings.response_model is None
            and settings.output_parser is None
        )
        """Whether a response is handed out as it is."""
        self.blank = None if self.spec is None else parts.TCallResponse._of
        """Makes a response whose fields are filled in later."""
        self.call_params = (
            parts.default_call_params
            if settings.call_params is None
            else settings.call_params
        )
        self.outline: Outline | None = None
        """What all requests of text have in common, once there was one."""
        self.outlined = self.spec is None or bool(settings.stream)
        """Whether that was looked for, or is not to be."""

    @cached_property
    def tools(self) -> Sequence[Any] | None:
        """The decorator's tools, in the provider's form where that is known."""
        tools = self.settings.tools
        if not tools or (self.spec is None and self.face is NATIVE):
            return tools
        return convert_tools(tools, self.tool_type)

    def perform(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Flow[Any]:
        """Make one call, for what the settings ask for: the whole of it is here."""
        prompt = self.prompt
        if prompt.is_async:
            said = yield partial(prompt.fn, *args, **kwargs)
        else:
            said = prompt.fn(*args, **kwargs)
        if self.outline is not None and type(said) is str:
            request = self._fill(self.outline, said, args, kwargs)
        else:
            request = yield from self._prepare(said, prompt.bind(args, kwargs))
        if self.settings.stream:
            return self._stream(request)
        create, call_kwargs, about = request
        if self.blank is None:
            # The contract of `call_factory`. Our own providers leave it out: the SDKs
            # do not stream unless they are told to, and checking the argument costs.
            call_kwargs = {**call_kwargs, "stream": False}
            response = None
        else:
            response = self.blank(about)
        about["start_time"] = time() * 1000
        try:
            native = yield partial(create, **call_kwargs)
        except Exception as error:
            add_hint(self.spec and self.spec.codec, error)
            raise
        about["end_time"] = time() * 1000
        about["_raw" if type(native) is RawAnswer else "response"] = native
        if response is None:
            response = self.parts.TCallResponse(**about)
        if self.spec is not None:
            response._check_answer(self.face.response)
        return response if self.plain else (yield from self._finish(response))

    def _prepare(self, said: object, values: dict[str, Any]) -> Flow[Request]:
        """Make the request of what the prompt function returned."""
        prompt, spec = self.prompt, self.spec
        config = prompt.config(said)
        if computed := config.get("computed_fields"):
            values.update(computed)
        messages: Any = config.get("messages")
        if not messages:
            messages = yield from prompt.messages(values, config)
        client = config.get("client")
        if client is None:
            client = self.settings.client
        elif spec is not None:
            check_client(spec, client, prompt.is_async)
        if spec is not None and have_parts(messages):
            messages = yield from load_parts(spec, messages, client, prompt.is_async)
        request = self._request(said, config, values, messages, client)
        if type(said) is str and not self.outlined:
            self.outline = Outline.of(*request[1:])
            self.outlined = True
        return request

    def _fill(
        self,
        outline: Outline,
        text: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> Request:
        """Make the request of text: the same as the first but for the text itself."""
        prompt, spec, client = self.prompt, self.spec, self.settings.client
        assert spec is not None
        if client is None:
            client = spec.clients.get(prompt.is_async)
        messages = [spec.codec.user_message(text)]
        call_kwargs = {**outline.kwargs, outline.key: messages}
        about: dict[str, Any] = {
            **outline.about,
            "_metadata": prompt.metadata,
            "_messages": messages,
            "_call_kwargs": call_kwargs,
            "_bind": partial(prompt.bind, args, kwargs),
        }
        return spec.create(client, prompt.is_async), call_kwargs, about

    def _request(
        self,
        said: object,
        config: dict[str, Any],
        values: dict[str, Any],
        messages: list[Any],
        client: Any,
    ) -> Request:
        """Merge the layers and translate them into the provider's request."""
        prompt, settings, parts = self.prompt, self.settings, self.parts
        tools = config.pop("tools", None)
        if tools is None:
            tools = self.tools
        elif self.face is not NATIVE:
            tools = convert_tools(tools, self.tool_type)
        tools, json_mode, model = self.extraction.request(tools)
        create, template, native, tool_types, call_kwargs = parts.setup_call(
            model=settings.model,
            client=client,
            fn=prompt.face,
            fn_args=values,
            dynamic_config=Config.of(config, messages),
            tools=tools,
            json_mode=json_mode,
            call_params=self.call_params,
            response_model=model,
            stream=settings.stream,
        )
        metadata = config.get("metadata")
        about: dict[str, Any] = {
            "metadata": prompt.metadata if metadata is None else metadata,
            "tool_types": tool_types and copy(tool_types),
            "prompt_template": template,
            "fn_args": values,
            "dynamic_config": config_of(said),
            "messages": native,
            "call_params": settings.call_params,
            "call_kwargs": call_kwargs,
        }
        return create, call_kwargs, about

    def _finish(self, response: Any) -> Flow[Any]:
        """Extract the model from a response and run the parser."""
        result: Any = self.face.response(response)
        if self.extraction.format is not None:
            if self.extraction.offers_others(response.tool_types) and response.tools:
                return result
            result = self.extraction.result(
                self.parts.get_json_output, response, result
            )
        parser = self.settings.output_parser
        if parser is not None:
            result = parser(result)
            if self.prompt.is_async and isawaitable(result):
                parsed = result
                result = yield from do(lambda: parsed)
        return result

    def _stream(self, request: Request) -> Any:
        """Build the stream; its request is sent when it is first iterated."""
        parts, settings = self.parts, self.settings
        create, call_kwargs, about = request
        structured = self.extraction.format is not None
        is_async = self.prompt.is_async
        handle = parts.handle_stream_async if is_async else parts.handle_stream
        steps = handle(
            stream_request(create, call_kwargs, is_async, self.spec is not None),
            None if structured else about["tool_types"],
            partial_tools=settings.partial_tools,
        )
        stream = parts.TStream(
            stream=steps,
            call_response_type=parts.TCallResponse,
            model=settings.model,
            **about,
        )
        if not structured:
            return self.face.stream(stream)
        return BaseStructuredStream[Any](
            stream=self.face.stream(stream),
            source=stream,
            response_model=settings.response_model,
            fields_from_call_args=self.extraction.call_args(about["fn_args"]),
            piece=Pieces(parts.get_json_output, self.extraction.tool_name),
        )
