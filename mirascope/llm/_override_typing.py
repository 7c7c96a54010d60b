"""What type checkers know of `llm.override`, in neutral classes."""

# What an overload for async functions takes, the one for sync functions takes as well.
# pyright: reportOverlappingOverload=false

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias, overload

from typing_extensions import TypedDict, TypeVar, Unpack

from mirascope.core.base._call.typing import ToolLike
from mirascope.core.base._type_variables import ModelT, P, T

from ._typing import ProviderName

if TYPE_CHECKING:
    from typing_extensions import TypeForm

    from mirascope.core import AnyCallParams
    from mirascope.core.base._response.structured_stream import BaseStructuredStream
    from mirascope.core.base.stream_config import StreamConfig

    from .call_response import CallResponse
    from .stream import Stream

    Kept: TypeAlias = CallResponse | Stream | BaseStructuredStream[Any]

KeptT = TypeVar("KeptT", bound="Kept | Awaitable[Kept]")
"""A result of which other tools do not change the type."""


class OverrideOptions(TypedDict, total=False):
    """The arguments of `llm.override` on which its result does not depend."""

    provider: ProviderName | None
    model: str | None
    json_mode: bool | None
    client: object
    call_params: AnyCallParams | None


class Unparsed(OverrideOptions, total=False):
    """Those of a variant that is given no output parser."""

    output_parser: None


class Plain(Unparsed, total=False):
    """Those of a variant that is given no response model either."""

    response_model: None


class Override(Protocol):
    """Makes a variant of an `llm.call` function that has other settings.

    Each kind of override stands here twice, for async functions first. The types of a
    response model and of a parsed value look alike, so `tools` adds `CallResponse` to
    both.
    """

    @overload
    def __call__(
        self,
        fn: Callable[P, Awaitable[Stream]],
        *,
        stream: Literal[False],
        tools: Sequence[ToolLike] | None = None,
        **options: Unpack[Plain],
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

        Returns:
            A function with the same parameters.

        Raises:
            InvalidCallError: `provider` without `model`, or the reverse.
            NotAnAgnosticCallError: `fn` is not decorated with `llm.call`.
        """
        ...

    @overload
    def __call__(
        self,
        fn: Callable[P, Stream],
        *,
        stream: Literal[False],
        tools: Sequence[ToolLike] | None = None,
        **options: Unpack[Plain],
    ) -> Callable[P, CallResponse]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, Awaitable[BaseStructuredStream[ModelT]]],
        *,
        stream: Literal[False],
        tools: None = None,
        **options: Unpack[Plain],
    ) -> Callable[P, Coroutine[None, None, ModelT]]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, BaseStructuredStream[ModelT]],
        *,
        stream: Literal[False],
        tools: None = None,
        **options: Unpack[Plain],
    ) -> Callable[P, ModelT]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, T],
        *,
        stream: Literal[False] | None = None,
        tools: None = None,
        **options: Unpack[Plain],
    ) -> Callable[P, T]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, KeptT],
        *,
        stream: None = None,
        tools: Sequence[ToolLike],
        **options: Unpack[Plain],
    ) -> Callable[P, KeptT]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, Awaitable[T]],
        *,
        stream: None = None,
        tools: Sequence[ToolLike],
        **options: Unpack[Plain],
    ) -> Callable[P, Coroutine[None, None, T | CallResponse]]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, T],
        *,
        stream: None = None,
        tools: Sequence[ToolLike],
        **options: Unpack[Plain],
    ) -> Callable[P, T | CallResponse]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, Awaitable[object]],
        *,
        stream: Literal[True] | StreamConfig,
        tools: Sequence[ToolLike] | None = None,
        **options: Unpack[Plain],
    ) -> Callable[P, Coroutine[None, None, Stream]]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, object],
        *,
        stream: Literal[True] | StreamConfig,
        tools: Sequence[ToolLike] | None = None,
        **options: Unpack[Plain],
    ) -> Callable[P, Stream]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, Awaitable[object]],
        *,
        stream: Literal[False] | None = None,
        tools: None = None,
        response_model: TypeForm[ModelT],
        **options: Unpack[Unparsed],
    ) -> Callable[P, Coroutine[None, None, ModelT]]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, object],
        *,
        stream: Literal[False] | None = None,
        tools: None = None,
        response_model: TypeForm[ModelT],
        **options: Unpack[Unparsed],
    ) -> Callable[P, ModelT]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, Awaitable[object]],
        *,
        stream: Literal[False] | None = None,
        tools: Sequence[ToolLike],
        response_model: TypeForm[ModelT],
        **options: Unpack[Unparsed],
    ) -> Callable[P, Coroutine[None, None, ModelT | CallResponse]]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, object],
        *,
        stream: Literal[False] | None = None,
        tools: Sequence[ToolLike],
        response_model: TypeForm[ModelT],
        **options: Unpack[Unparsed],
    ) -> Callable[P, ModelT | CallResponse]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, Awaitable[object]],
        *,
        stream: Literal[True] | StreamConfig,
        tools: Sequence[ToolLike] | None = None,
        response_model: TypeForm[ModelT],
        **options: Unpack[Unparsed],
    ) -> Callable[P, Coroutine[None, None, BaseStructuredStream[ModelT]]]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, object],
        *,
        stream: Literal[True] | StreamConfig,
        tools: Sequence[ToolLike] | None = None,
        response_model: TypeForm[ModelT],
        **options: Unpack[Unparsed],
    ) -> Callable[P, BaseStructuredStream[ModelT]]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, Awaitable[object]],
        *,
        stream: Literal[False] | None = None,
        tools: Sequence[ToolLike] | None = None,
        response_model: None = None,
        output_parser: Callable[[CallResponse], Awaitable[T] | T],
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, Coroutine[None, None, T]]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, object],
        *,
        stream: Literal[False] | None = None,
        tools: Sequence[ToolLike] | None = None,
        response_model: None = None,
        output_parser: Callable[[CallResponse], T],
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, T]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, Awaitable[object]],
        *,
        stream: Literal[False] | None = None,
        tools: None = None,
        response_model: TypeForm[ModelT],
        output_parser: Callable[[ModelT], Awaitable[T] | T],
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, Coroutine[None, None, T]]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, object],
        *,
        stream: Literal[False] | None = None,
        tools: None = None,
        response_model: TypeForm[ModelT],
        output_parser: Callable[[ModelT], T],
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, T]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, Awaitable[object]],
        *,
        stream: Literal[False] | None = None,
        tools: Sequence[ToolLike],
        response_model: TypeForm[ModelT],
        output_parser: Callable[[ModelT], Awaitable[T] | T],
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, Coroutine[None, None, T | CallResponse]]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, object],
        *,
        stream: Literal[False] | None = None,
        tools: Sequence[ToolLike],
        response_model: TypeForm[ModelT],
        output_parser: Callable[[ModelT], T],
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, T | CallResponse]: ...
