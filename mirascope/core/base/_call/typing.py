"""What type checkers know of a call decorator: two protocols.

`CallDecorator` is what `openai.call` is, `Decorator` what `openai.call("gpt-4o-mini")`
gives. No class implements them: the functions that are cast to them take every
combination of arguments, and return what the overloads promise.
"""

# `client` may be left out, and then its type variable takes its default, `None`.
# pyright: reportInvalidTypeVarUse=false

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    Literal,
    Never,
    NoReturn,
    Protocol,
    Required,
    TypeAlias,
    overload,
)

from typing_extensions import TypedDict, TypeVar, Unpack

from mirascope.core.base._type_variables import ClientT_co, ModelT, P, T

if TYPE_CHECKING:
    from typing_extensions import TypeForm

    from mirascope.core.base._limits.limit import Limit
    from mirascope.core.base._response.structured_stream import BaseStructuredStream
    from mirascope.core.base._retry.policy import RetryPolicy
    from mirascope.core.base.call_params import CommonCallParams
    from mirascope.core.base.prompt.dynamic_config import PromptReturn
    from mirascope.core.base.stream_config import StreamConfig

GivenT = TypeVar("GivenT", default=None)
"""The class of the client that a decorator was given."""
StreamT_co = TypeVar("StreamT_co", covariant=True)
"""A provider's stream class."""
ParamsT = TypeVar("ParamsT")
"""A provider's call parameters."""
SyncT_co = TypeVar("SyncT_co", covariant=True)
"""The clients that serve sync functions."""
AsyncT_co = TypeVar("AsyncT_co", covariant=True)
"""The clients that serve async functions."""
ResultT_co = TypeVar("ResultT_co", covariant=True)
"""What a call gives; if that is awaitable, async calls give what it is awaited to."""
OtherT_co = TypeVar("OtherT_co", covariant=True, default=Never)
"""What a call may give instead of its result."""

ToolLike: TypeAlias = "type[object] | Callable[..., object] | Mapping[str, object]"
"""What may be offered as a tool: a class, a function, or the provider's own dict."""


class Decorator(Protocol[SyncT_co, AsyncT_co, ResultT_co, ClientT_co, OtherT_co]):
    """What turns a prompt function into a call, with the same parameters.

    The annotations of `self` are the client check: a client that was given must be one
    that serves the kind of function which is decorated. Async calls are `None` in their
    first two arguments: with `Any` there, mypy would give up on `llm.override`.
    """

    @overload
    def __call__(
        self: Decorator[SyncT_co, AsyncT_co, Awaitable[T], AsyncT_co | None, OtherT_co],
        fn: Callable[P, Awaitable[PromptReturn]],
        /,
    ) -> Callable[P, Coroutine[None, None, T | OtherT_co]]: ...
    @overload
    def __call__(
        self: Decorator[SyncT_co, AsyncT_co, ResultT_co, AsyncT_co | None, OtherT_co],
        fn: Callable[P, Awaitable[PromptReturn]],
        /,
    ) -> Callable[P, Coroutine[None, None, ResultT_co | OtherT_co]]: ...
    @overload
    def __call__(
        self: Decorator[SyncT_co, AsyncT_co, ResultT_co, SyncT_co | None, OtherT_co],
        fn: Callable[P, PromptReturn],
        /,
    ) -> Callable[P, ResultT_co | OtherT_co]: ...


class Options(TypedDict, Generic[ParamsT, GivenT], total=False):
    """The options of a call on which its result does not depend.

    Those that it does depend on stand in a class for each kind of call.
    """

    json_mode: bool
    client: GivenT
    call_params: ParamsT | CommonCallParams | None
    retries: int | RetryPolicy | None
    timeout: float | None
    limit: Limit | None
    validation_retries: int


class _Plain(Options[ParamsT, GivenT], total=False):
    tools: Sequence[ToolLike] | None
    response_model: None
    output_parser: None


class _Model(Options[ParamsT, GivenT], Generic[ParamsT, ModelT, GivenT], total=False):
    response_model: Required[TypeForm[ModelT]]
    output_parser: None


class Plain(_Plain[ParamsT, GivenT], total=False):
    """A call that gives the response."""

    stream: Literal[False]


class Streamed(_Plain[ParamsT, GivenT], total=False):
    """A call that gives a stream."""

    stream: Required[Literal[True] | StreamConfig]


class MaybeStreamed(_Plain[ParamsT, GivenT], total=False):
    """A call of which only a value tells whether it streams."""

    stream: Required[bool | StreamConfig]


class Model(_Model[ParamsT, ModelT, GivenT], total=False):
    """A call that gives a response model."""

    stream: Literal[False]
    tools: None


class ToolsOrModel(_Model[ParamsT, ModelT, GivenT], total=False):
    """A call that gives a response model, or a response that calls tools."""

    stream: Literal[False]
    tools: Required[Sequence[ToolLike]]


class StreamedModel(_Model[ParamsT, ModelT, GivenT], total=False):
    """A call that gives a stream of response models."""

    stream: Required[Literal[True] | StreamConfig]
    tools: Sequence[ToolLike] | None


class MaybeStreamedModel(_Model[ParamsT, ModelT, GivenT], total=False):
    """A call with a response model of which only a value tells whether it streams."""

    stream: Required[bool | StreamConfig]
    tools: None


class _Parsed(
    Options[ParamsT, GivenT], Generic[ParamsT, ModelT, T, GivenT], total=False
):
    stream: Literal[False]
    output_parser: Required[Callable[[ModelT], T]]


class Parsed(_Parsed[ParamsT, ModelT, T, GivenT], total=False):
    """A call that gives what a parser makes of the response."""

    tools: Sequence[ToolLike] | None
    response_model: None


class ParsedModel(_Parsed[ParamsT, ModelT, T, GivenT], total=False):
    """A call that gives what a parser makes of a response model."""

    tools: None
    response_model: Required[TypeForm[ModelT]]


class ToolsOrParsedModel(_Parsed[ParamsT, ModelT, T, GivenT], total=False):
    """The same, or a response that calls tools."""

    tools: Required[Sequence[ToolLike]]
    response_model: Required[TypeForm[ModelT]]


class Impossible(Options[ParamsT, GivenT], total=False):
    """A call that streams and has a parser: these exclude each other."""

    stream: Required[Literal[True] | StreamConfig]
    tools: Sequence[ToolLike] | None
    response_model: object
    output_parser: Required[Callable[[Any], object]]


class CallDecorator(Protocol[ResultT_co, StreamT_co, SyncT_co, AsyncT_co, ParamsT]):
    """A provider's call decorator."""

    @overload
    def __call__(
        self, model: str, **options: Unpack[Plain[ParamsT, GivenT]]
    ) -> Decorator[SyncT_co, AsyncT_co, ResultT_co, GivenT]:
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
        ...

    @overload
    def __call__(
        self, model: str, **options: Unpack[Parsed[ParamsT, ResultT_co, T, GivenT]]
    ) -> Decorator[SyncT_co, AsyncT_co, T, GivenT]: ...
    @overload
    def __call__(
        self, model: str, **options: Unpack[Streamed[ParamsT, GivenT]]
    ) -> Decorator[SyncT_co, AsyncT_co, StreamT_co, GivenT]: ...
    @overload
    def __call__(
        self, model: str, **options: Unpack[Model[ParamsT, ModelT, GivenT]]
    ) -> Decorator[SyncT_co, AsyncT_co, ModelT, GivenT]: ...
    @overload
    def __call__(
        self, model: str, **options: Unpack[ToolsOrModel[ParamsT, ModelT, GivenT]]
    ) -> Decorator[SyncT_co, AsyncT_co, ModelT, GivenT, ResultT_co]: ...
    @overload
    def __call__(
        self, model: str, **options: Unpack[ParsedModel[ParamsT, ModelT, T, GivenT]]
    ) -> Decorator[SyncT_co, AsyncT_co, T, GivenT]: ...
    @overload
    def __call__(
        self,
        model: str,
        **options: Unpack[ToolsOrParsedModel[ParamsT, ModelT, T, GivenT]],
    ) -> Decorator[SyncT_co, AsyncT_co, T, GivenT, ResultT_co]: ...
    @overload
    def __call__(
        self, model: str, **options: Unpack[StreamedModel[ParamsT, ModelT, GivenT]]
    ) -> Decorator[SyncT_co, AsyncT_co, BaseStructuredStream[ModelT], GivenT]: ...
    @overload
    def __call__(
        self, model: str, **options: Unpack[MaybeStreamed[ParamsT, GivenT]]
    ) -> Decorator[SyncT_co, AsyncT_co, ResultT_co | StreamT_co, GivenT]: ...
    @overload
    def __call__(
        self, model: str, **options: Unpack[MaybeStreamedModel[ParamsT, ModelT, GivenT]]
    ) -> Decorator[
        SyncT_co, AsyncT_co, ModelT | BaseStructuredStream[ModelT], GivenT
    ]: ...
    @overload
    def __call__(
        self, model: str, **options: Unpack[Impossible[ParamsT, GivenT]]
    ) -> NoReturn: ...
