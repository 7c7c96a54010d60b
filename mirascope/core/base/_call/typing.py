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
    TypeAlias,
    overload,
)

from typing_extensions import TypedDict, TypeVar, Unpack

from mirascope.core.base._type_variables import ClientT_co, ModelT, P, T

if TYPE_CHECKING:
    from typing_extensions import TypeForm

    from mirascope.core.base._response.structured_stream import BaseStructuredStream
    from mirascope.core.base.call_params import CommonCallParams
    from mirascope.core.base.prompt.typing import PromptReturn
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


class CallOptions(TypedDict, Generic[ParamsT], total=False):
    """The arguments of a call on which its result does not depend."""

    json_mode: bool
    call_params: ParamsT | CommonCallParams | None


class Unparsed(CallOptions[ParamsT], total=False):
    """Those of a call that has no output parser."""

    output_parser: None


class Plain(Unparsed[ParamsT], total=False):
    """Those of a call that gives the response or the stream."""

    tools: Sequence[ToolLike] | None
    response_model: None


class CallDecorator(Protocol[ResultT_co, StreamT_co, SyncT_co, AsyncT_co, ParamsT]):
    """A provider's call decorator."""

    @overload
    def __call__(
        self,
        model: str,
        *,
        stream: Literal[False] = False,
        client: GivenT = ...,
        **options: Unpack[Plain[ParamsT]],
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

        Returns:
            The decorator. What it makes is async if the prompt function is.

        Raises:
            InvalidCallError: The options exclude each other, or one has another name.
        """
        ...

    @overload
    def __call__(
        self,
        model: str,
        *,
        stream: Literal[False] = False,
        tools: Sequence[ToolLike] | None = None,
        response_model: None = None,
        output_parser: Callable[[ResultT_co], T],
        client: GivenT = ...,
        **options: Unpack[CallOptions[ParamsT]],
    ) -> Decorator[SyncT_co, AsyncT_co, T, GivenT]: ...
    @overload
    def __call__(
        self,
        model: str,
        *,
        stream: Literal[True] | StreamConfig,
        client: GivenT = ...,
        **options: Unpack[Plain[ParamsT]],
    ) -> Decorator[SyncT_co, AsyncT_co, StreamT_co, GivenT]: ...
    @overload
    def __call__(
        self,
        model: str,
        *,
        stream: Literal[False] = False,
        tools: None = None,
        response_model: TypeForm[ModelT],
        client: GivenT = ...,
        **options: Unpack[Unparsed[ParamsT]],
    ) -> Decorator[SyncT_co, AsyncT_co, ModelT, GivenT]: ...
    @overload
    def __call__(
        self,
        model: str,
        *,
        stream: Literal[False] = False,
        tools: Sequence[ToolLike],
        response_model: TypeForm[ModelT],
        client: GivenT = ...,
        **options: Unpack[Unparsed[ParamsT]],
    ) -> Decorator[SyncT_co, AsyncT_co, ModelT, GivenT, ResultT_co]: ...
    @overload
    def __call__(
        self,
        model: str,
        *,
        stream: Literal[False] = False,
        tools: None = None,
        response_model: TypeForm[ModelT],
        output_parser: Callable[[ModelT], T],
        client: GivenT = ...,
        **options: Unpack[CallOptions[ParamsT]],
    ) -> Decorator[SyncT_co, AsyncT_co, T, GivenT]: ...
    @overload
    def __call__(
        self,
        model: str,
        *,
        stream: Literal[False] = False,
        tools: Sequence[ToolLike],
        response_model: TypeForm[ModelT],
        output_parser: Callable[[ModelT], T],
        client: GivenT = ...,
        **options: Unpack[CallOptions[ParamsT]],
    ) -> Decorator[SyncT_co, AsyncT_co, T, GivenT, ResultT_co]: ...
    @overload
    def __call__(
        self,
        model: str,
        *,
        stream: Literal[True] | StreamConfig,
        tools: Sequence[ToolLike] | None = None,
        response_model: TypeForm[ModelT],
        client: GivenT = ...,
        **options: Unpack[Unparsed[ParamsT]],
    ) -> Decorator[SyncT_co, AsyncT_co, BaseStructuredStream[ModelT], GivenT]: ...
    @overload
    def __call__(
        self,
        model: str,
        *,
        stream: bool | StreamConfig,
        client: GivenT = ...,
        **options: Unpack[Plain[ParamsT]],
    ) -> Decorator[SyncT_co, AsyncT_co, ResultT_co | StreamT_co, GivenT]: ...
    @overload
    def __call__(
        self,
        model: str,
        *,
        stream: bool | StreamConfig,
        tools: None = None,
        response_model: TypeForm[ModelT],
        client: GivenT = ...,
        **options: Unpack[Unparsed[ParamsT]],
    ) -> Decorator[
        SyncT_co, AsyncT_co, ModelT | BaseStructuredStream[ModelT], GivenT
    ]: ...
    @overload
    def __call__(
        self,
        model: str,
        *,
        stream: Literal[True] | StreamConfig,
        tools: Sequence[ToolLike] | None = None,
        response_model: object = None,
        output_parser: Callable[[Any], object],
        client: object = None,
        **options: Unpack[CallOptions[ParamsT]],
    ) -> NoReturn: ...
