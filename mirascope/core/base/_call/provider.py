"""What a provider is, and how it becomes the arguments of `call_factory`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mirascope.core.base._codec.vocabulary import Create, Delta, Options, Reply
from mirascope.core.base._flow import Flow
from mirascope.core.base._response.output_errors import nothing_said
from mirascope.core.base._response.stream_events import Steps
from mirascope.core.base._schema.response_format import ResponseFormat
from mirascope.core.base.messages.loading import addresses, checked, inline
from mirascope.exceptions import ClientTypeError

from .settings import ParamTable, translate
from .setup import setup_call as setup_base_call

if TYPE_CHECKING:
    from mirascope.core.base._codec.codec import Codec
    from mirascope.core.base._response.call_response import BaseCallResponse
    from mirascope.core.base._response.chunk import BaseCallResponseChunk
    from mirascope.core.base._response.stream import BaseStream
    from mirascope.core.base._sdk.default_clients import DefaultClients
    from mirascope.core.base.tool.base_tool import BaseTool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSpec:
    """A provider, as a value: all that is special about it."""

    name: str
    codec: Codec
    clients: DefaultClients
    create: Callable[[Any, bool], Create]
    """Finds what sends a request with a client: `create(client, is_async)`."""
    response: type[BaseCallResponse[Any, Any, Any]]
    chunk: type[BaseCallResponseChunk[Any]]
    stream: type[BaseStream[Any, Any, Any]]
    tool: type[BaseTool]
    params: ParamTable
    nest: str | None = None
    """The keyword, such as `config`, that holds the common parameters; if it is given
    in several layers, its fields are merged."""
    default_params: dict[str, Any] = field(default_factory=dict[str, Any])
    """Parameters that a request has unless it is given others."""
    client_kinds: tuple[str, str] | None = None
    """The SDK's sync and async client base classes, where they differ: their names, or
    module and name where the names are the same."""
    client_names: tuple[str, str] = ("", "")
    """The classes to tell users to take."""
    always_counts: bool = False
    """Whether the SDK makes up a finish reason where a stream holds nothing, but gives
    token counts only where it holds something."""
    finish_reasons: bool = True
    """Whether the service says of each answer why it ended."""
    native_schema: bool = False
    """Whether a response model is asked for by JSON schema rather than by a tool."""
    remake: tuple[Any, ...] | None = None
    """An importable function that gives the call decorator, and its arguments, where
    that is not `mirascope.core.NAME.call`."""
    upload: Callable[[Sequence[Any], Any, bool], Flow[Sequence[Any]]] | None = None
    """Sends what is too large for a request beforehand, where the service has files:
    `upload(messages, client, is_async)` gives messages that refer to it."""


def check_client(spec: ProviderSpec, client: object, is_async: bool) -> None:
    """Refuse a client of the wrong kind before it is used.

    Args:
        spec: The provider.
        client: A client that the user gave.
        is_async: Whether the prompt function is async.

    Raises:
        ClientTypeError: A sync client under an async function, or the reverse.
    """
    if spec.client_kinds is None:
        return
    sync_kind, async_kind = spec.client_kinds
    bases = type(client).__mro__
    names = {base.__name__ for base in bases}
    names |= {f"{base.__module__}.{base.__name__}" for base in bases}
    found_async = async_kind in names
    if found_async == is_async or not (found_async or sync_kind in names):
        return
    kind = "an async" if is_async else "a sync"
    raise ClientTypeError(
        f"{type(client).__name__!r} cannot serve {kind} function: use "
        f"`{_twin(spec, client, is_async)}`"
    )


def _twin(spec: ProviderSpec, client: object, is_async: bool) -> str:
    """Name the class that serves the other kind of function."""
    usual = spec.client_names[is_async]
    if len({name.rpartition(".")[2] for name in spec.client_names}) == 1:
        return usual  # the SDK tells the two apart by their modules
    sdk = usual.partition(".")[0]
    for base in type(client).__mro__:
        if base.__module__.partition(".")[0] == sdk and base.__name__[0] != "_":
            name = base.__name__
            return f"{sdk}.{'Async' + name if is_async else name.removeprefix('Async')}"
    return usual


def load_parts(
    spec: ProviderSpec, messages: Sequence[Any], client: Any, is_async: bool
) -> Flow[Sequence[Any]]:
    """Check the parts, load those that are addresses, upload what is too large.

    Args:
        spec: The provider.
        messages: Common and native messages.
        client: The client of the call; `None` for the default one.
        is_async: Whether the flow is driven by `arun`.

    Returns:
        The messages; those that need none of it are the same objects.

    Raises:
        UnsupportedPartError: The provider takes no such address.
        PromptError: An address cannot be loaded.
    """
    codec = spec.codec
    messages = checked(messages, spec.name, codec.schemes)

    def chosen(part: Any) -> bool:
        return part.type in codec.inline and not codec.is_reference(part.url, client)

    if codec.inline and (urls := addresses(messages, chosen)):
        messages = yield from inline(messages, urls, chosen, is_async)
    if spec.upload is not None:
        messages = yield from spec.upload(messages, client, is_async)
    return messages


def wire(spec: ProviderSpec) -> dict[str, Any]:
    """Derive the nine arguments of `call_factory` from a provider.

    Args:
        spec: The provider.

    Returns:
        The keyword arguments.
    """

    def handle_stream(
        stream: Any, tool_types: Any, partial_tools: bool = False
    ) -> Steps:
        return Steps(
            stream,
            spec.chunk,
            tool_types,
            partial_tools,
            always_counts=spec.always_counts,
            finish_reasons=spec.finish_reasons,
        )

    return {
        "TCallResponse": spec.response,
        "TCallResponseChunk": spec.chunk,
        "TToolType": spec.tool,
        "TStream": spec.stream,
        "default_call_params": spec.default_params,
        "setup_call": SetupCall(spec),
        "get_json_output": get_json_output,
        "handle_stream": handle_stream,
        "handle_stream_async": handle_stream,
    }


@dataclass(frozen=True, slots=True)
class SetupCall:
    """The `setup_call` of a provider that has a codec."""

    spec: ProviderSpec

    def __call__(
        self,
        *,
        model: str,
        client: Any,
        fn: Any,
        fn_args: dict[str, Any],
        dynamic_config: Any,
        tools: Sequence[Any] | None,
        json_mode: bool,
        call_params: Any,
        response_model: Any,
        stream: Any,
    ) -> tuple[Create, str | None, list[Any], Any, dict[str, Any]]:
        """Prepare one request; see `call_factory`."""
        spec = self.spec
        template, messages, tool_types, kwargs = setup_base_call(
            fn,
            fn_args,
            dynamic_config,
            tools,
            spec.tool,
            call_params,
            lambda params: translate(params, spec.params, spec.name, fn),
            spec.nest,
            spec.params,
        )
        is_async = fn._prompt.is_async
        is_late = client is None and bool(stream)
        if client is None:
            client = spec.clients.get(is_async)
        forced: str | None = None
        form = None
        if response_model is not None:
            form = ResponseFormat.of(response_model)
            if tool_types and not json_mode:
                if spec.native_schema:
                    json_mode, tool_types = True, None
                    del kwargs["tools"]
                else:
                    forced = tool_types[0]._name()
        native, kwargs = spec.codec.encode(
            Options(
                model,
                messages,
                {**spec.default_params, **kwargs},
                forced,
                json_mode,
                form,
                bool(stream),
                client,
            )
        )
        create: Create = (
            LateCreate(spec, is_async) if is_late else spec.create(client, is_async)
        )
        return create, template, native, tool_types, kwargs


class LateCreate:
    """Sends a request with the default client of the moment at which it is sent.

    A stream may be read when the client of its call was closed, or in another loop.
    """

    __slots__ = ("_is_async", "_spec", "at_hand")

    def __init__(self, spec: ProviderSpec, is_async: bool) -> None:
        self._spec = spec
        self._is_async = is_async

    def __call__(self, **kwargs: Any) -> Any:
        """Send a request."""
        spec, is_async = self._spec, self._is_async
        create = spec.create(spec.clients.get(is_async), is_async)
        self.at_hand: int = getattr(create, "at_hand", 1)
        return create(**kwargs)


def get_json_output(answer: Any, json_mode: bool) -> str:
    """Find the JSON text in a response, or the piece of it in a chunk.

    Args:
        answer: The response or chunk.
        json_mode: Whether the text itself is the JSON.

    Returns:
        The JSON text; for a chunk its piece, which may be empty.

    Raises:
        OutputError: The response has neither a tool call nor text.
    """
    text: str | None = answer.__dict__.get("_text")
    if text is not None:
        return text
    delta: Delta | None = answer.__dict__.get("_delta")
    if delta is not None:
        calls = delta.calls
        if json_mode or not calls:
            return delta.text
        return "".join([call.arguments for call in calls])
    reply: Reply = answer._reply
    if reply.calls and not (json_mode and reply.text):
        names = {tool._name() for tool in answer.tool_types or ()}
        calls = [call for call in reply.calls if call.name in names]
        return (calls or reply.calls)[0].arguments
    if reply.text:
        return reply.text
    raise nothing_said(answer)
