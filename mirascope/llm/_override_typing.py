"""What type checkers know of `llm.override`, in neutral classes."""

# What an overload for async functions takes, the one for sync functions takes as well.
# pyright: reportOverlappingOverload=false

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    Literal,
    Protocol,
    Required,
    TypeAlias,
    overload,
)

from typing_extensions import TypedDict, TypeVar, Unpack

from mirascope.core.base._call.typing import ToolLike
from mirascope.core.base._type_variables import ModelT, P, T

from ._typing import ProviderName

if TYPE_CHECKING:
    from typing_extensions import TypeForm

    from mirascope.core import AnyCallParams
    from mirascope.core.base._limits.limit import Limit
    from mirascope.core.base._response.structured_stream import BaseStructuredStream
    from mirascope.core.base._retry.policy import RetryPolicy
    from mirascope.core.base.stream_config import StreamConfig

    from .call_response import CallResponse
    from .stream import Stream

    Kept: TypeAlias = CallResponse | Stream | BaseStructuredStream[Any]

KeptT = TypeVar("KeptT", bound="Kept | Awaitable[Kept]")
"""A result of which other tools do not change the type."""


class Options(TypedDict, total=False):
    """The options of a variant on which its result does not depend.

    Those that it does depend on stand in a class for each kind of variant.
    """

    provider: ProviderName | None
    model: str | None
    json_mode: bool | None
    client: object
    call_params: AnyCallParams | None
    retries: int | RetryPolicy | None
    timeout: float | None
    limit: Limit | None
    validation_retries: int | None


class Plain(Options, total=False):
    """A variant with neither another response model nor another parser."""

    response_model: None
    output_parser: None


class Same(Plain, total=False):
    """A variant that gives the same, in another way."""

    stream: Literal[False] | None
    tools: None


class Tools(Plain, total=False):
    """A variant that has other tools."""

    stream: None
    tools: Required[Sequence[ToolLike]]


class Streamed(Plain, total=False):
    """A variant that gives a stream."""

    stream: Required[Literal[True] | StreamConfig]
    tools: Sequence[ToolLike] | None


class Unstreamed(Plain, total=False):
    """A variant that gives the response of a stream."""

    stream: Required[Literal[False]]
    tools: Sequence[ToolLike] | None


class UnstreamedModel(Plain, total=False):
    """A variant that gives the last of streamed models."""

    stream: Required[Literal[False]]
    tools: None


class _Model(Options, Generic[ModelT], total=False):
    response_model: Required[TypeForm[ModelT]]
    output_parser: None


class Model(_Model[ModelT], total=False):
    """A variant that gives a response model."""

    stream: Literal[False] | None
    tools: None


class ToolsOrModel(_Model[ModelT], total=False):
    """The same, or a response that calls tools."""

    stream: Literal[False] | None
    tools: Required[Sequence[ToolLike]]


class StreamedModel(_Model[ModelT], total=False):
    """A variant that gives a stream of response models."""

    stream: Required[Literal[True] | StreamConfig]
    tools: Sequence[ToolLike] | None


class _Parsed(Options, Generic[ModelT, T], total=False):
    stream: Literal[False] | None
    output_parser: Required[Callable[[ModelT], T]]


class Parsed(_Parsed["CallResponse", T], Generic[T], total=False):
    """A variant that gives what a parser makes of the response."""

    tools: Sequence[ToolLike] | None
    response_model: None


class ParsedModel(_Parsed[ModelT, T], total=False):
    """A variant that gives what a parser makes of a response model."""

    tools: None
    response_model: Required[TypeForm[ModelT]]


class ToolsOrParsedModel(_Parsed[ModelT, T], total=False):
    """The same, or a response that calls tools."""

    tools: Required[Sequence[ToolLike]]
    response_model: Required[TypeForm[ModelT]]


class Override(Protocol):
    """Makes a variant of an `llm.call` function that has other settings.

    Each kind of override stands here twice, for async functions first. The types of a
    response model and of a parsed value look alike, so `tools` adds `CallResponse` to
    both.
    """

    @overload
    def __call__(
        self, fn: Callable[P, Awaitable[Stream]], **options: Unpack[Unstreamed]
    ) -> Callable[P, Coroutine[None, None, CallResponse]]:
        """Make a variant of an `llm.call` function; calls in its body stay as they are.

        Args:
            fn: The function.
            provider: Another provider, together with `model`.
            model: The provider's model.
            stream: Whether to stream.
            tools: Other tools; `[]` removes the decorator's.
            response_model: Another response model; the decorator's tools are dropped.
            output_parser: Another output parser.
            json_mode: Whether to ask for JSON text.
            client: Another client.
            call_params: Other parameters; `{}` removes the decorator's.
            retries: Another number of further tries, or another policy; 0 for none.
            timeout: Another time that the call may take, in seconds.
            limit: Another limit.
            validation_retries: How often to ask again for a valid response model.

        Returns:
            A function with the same parameters.

        Raises:
            InvalidCallError: `provider` without `model`, or the reverse.
            NotAnAgnosticCallError: `fn` is not decorated with `llm.call`.
        """
        ...

    @overload
    def __call__(
        self, fn: Callable[P, Stream], **options: Unpack[Unstreamed]
    ) -> Callable[P, CallResponse]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, Awaitable[BaseStructuredStream[ModelT]]],
        **options: Unpack[UnstreamedModel],
    ) -> Callable[P, Coroutine[None, None, ModelT]]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, BaseStructuredStream[ModelT]],
        **options: Unpack[UnstreamedModel],
    ) -> Callable[P, ModelT]: ...
    @overload
    def __call__(
        self, fn: Callable[P, T], **options: Unpack[Same]
    ) -> Callable[P, T]: ...
    @overload
    def __call__(
        self, fn: Callable[P, KeptT], **options: Unpack[Tools]
    ) -> Callable[P, KeptT]: ...
    @overload
    def __call__(
        self, fn: Callable[P, Awaitable[T]], **options: Unpack[Tools]
    ) -> Callable[P, Coroutine[None, None, T | CallResponse]]: ...
    @overload
    def __call__(
        self, fn: Callable[P, T], **options: Unpack[Tools]
    ) -> Callable[P, T | CallResponse]: ...
    @overload
    def __call__(
        self, fn: Callable[P, Awaitable[object]], **options: Unpack[Streamed]
    ) -> Callable[P, Coroutine[None, None, Stream]]: ...
    @overload
    def __call__(
        self, fn: Callable[P, object], **options: Unpack[Streamed]
    ) -> Callable[P, Stream]: ...
    @overload
    def __call__(
        self, fn: Callable[P, Awaitable[object]], **options: Unpack[Model[ModelT]]
    ) -> Callable[P, Coroutine[None, None, ModelT]]: ...
    @overload
    def __call__(
        self, fn: Callable[P, object], **options: Unpack[Model[ModelT]]
    ) -> Callable[P, ModelT]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, Awaitable[object]],
        **options: Unpack[ToolsOrModel[ModelT]],
    ) -> Callable[P, Coroutine[None, None, ModelT | CallResponse]]: ...
    @overload
    def __call__(
        self, fn: Callable[P, object], **options: Unpack[ToolsOrModel[ModelT]]
    ) -> Callable[P, ModelT | CallResponse]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, Awaitable[object]],
        **options: Unpack[StreamedModel[ModelT]],
    ) -> Callable[P, Coroutine[None, None, BaseStructuredStream[ModelT]]]: ...
    @overload
    def __call__(
        self, fn: Callable[P, object], **options: Unpack[StreamedModel[ModelT]]
    ) -> Callable[P, BaseStructuredStream[ModelT]]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, Awaitable[object]],
        **options: Unpack[Parsed[Awaitable[T] | T]],
    ) -> Callable[P, Coroutine[None, None, T]]: ...
    @overload
    def __call__(
        self, fn: Callable[P, object], **options: Unpack[Parsed[T]]
    ) -> Callable[P, T]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, Awaitable[object]],
        **options: Unpack[ParsedModel[ModelT, Awaitable[T] | T]],
    ) -> Callable[P, Coroutine[None, None, T]]: ...
    @overload
    def __call__(
        self, fn: Callable[P, object], **options: Unpack[ParsedModel[ModelT, T]]
    ) -> Callable[P, T]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, Awaitable[object]],
        **options: Unpack[ToolsOrParsedModel[ModelT, Awaitable[T] | T]],
    ) -> Callable[P, Coroutine[None, None, T | CallResponse]]: ...
    @overload
    def __call__(
        self, fn: Callable[P, object], **options: Unpack[ToolsOrParsedModel[ModelT, T]]
    ) -> Callable[P, T | CallResponse]: ...
