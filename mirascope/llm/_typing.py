"""What type checkers know of `llm.call` and `llm.override`, in neutral classes."""

# What an overload for async functions takes, the one for sync functions takes as well.
# pyright: reportOverlappingOverload=false

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, Literal, NoReturn, Protocol, TypeAlias, overload

from typing_extensions import TypedDict, TypeVar, Unpack

from mirascope.core.base._typing import Decorator, ModelT, OutT, P, R, ToolLike
from mirascope.core.base.types import LocalProvider, Provider

if TYPE_CHECKING:
    from typing_extensions import TypeForm

    from mirascope.core.base.call_params import BaseCallParams, CommonCallParams
    from mirascope.core.base.stream_config import StreamConfig
    from mirascope.core.base.structured_stream import BaseStructuredStream
    from mirascope.core.groq import GroqCallParams
    from mirascope.core.local import LocalCallParams
    from mirascope.core.openai import OpenAICallParams
    from mirascope.core.xai import XAICallParams

    from ._response import CallResponse
    from ._stream import Stream

    CallParams: TypeAlias = (
        CommonCallParams
        | OpenAICallParams
        | GroqCallParams
        | LocalCallParams
        | XAICallParams
        | BaseCallParams
    )
    """Common call parameters, a provider's own, or those of a registered provider if
    they are of a `TypedDict`: a plain dict is held against the ones that are known."""
    Kept: TypeAlias = CallResponse | Stream | BaseStructuredStream[Any]

ProviderName: TypeAlias = Provider | LocalProvider | str
"""A provider: one of ours, which editors complete, or a registered one."""

KeptT = TypeVar("KeptT", bound="Kept | Awaitable[Kept]")
"""A result of which other tools do not change the type."""


class CallOptions(TypedDict, total=False):
    """The arguments of `llm.call` on which its result does not depend."""

    json_mode: bool
    client: object
    call_params: CallParams | None


class OverrideOptions(TypedDict, total=False):
    """The arguments of `llm.override` on which its result does not depend."""

    provider: ProviderName | None
    model: str | None
    json_mode: bool | None
    client: object
    call_params: CallParams | None


class Call(Protocol):
    """The decorator for calls to any provider."""

    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        *,
        stream: Literal[False] = False,
        tools: Sequence[ToolLike] | None = None,
        response_model: None = None,
        output_parser: None = None,
        **options: Unpack[CallOptions],
    ) -> Decorator[None, None, None, CallResponse]: ...
    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        *,
        stream: Literal[False] = False,
        tools: Sequence[ToolLike] | None = None,
        response_model: None = None,
        output_parser: Callable[[CallResponse], OutT],
        **options: Unpack[CallOptions],
    ) -> Decorator[None, None, None, OutT]: ...
    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        *,
        stream: Literal[True] | StreamConfig,
        tools: Sequence[ToolLike] | None = None,
        response_model: None = None,
        output_parser: None = None,
        **options: Unpack[CallOptions],
    ) -> Decorator[None, None, None, Stream]: ...
    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        *,
        stream: Literal[False] = False,
        tools: None = None,
        response_model: TypeForm[ModelT],
        output_parser: None = None,
        **options: Unpack[CallOptions],
    ) -> Decorator[None, None, None, ModelT]: ...
    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        *,
        stream: Literal[False] = False,
        tools: Sequence[ToolLike],
        response_model: TypeForm[ModelT],
        output_parser: None = None,
        **options: Unpack[CallOptions],
    ) -> Decorator[None, None, None, ModelT, CallResponse]: ...
    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        *,
        stream: Literal[False] = False,
        tools: None = None,
        response_model: TypeForm[ModelT],
        output_parser: Callable[[ModelT], OutT],
        **options: Unpack[CallOptions],
    ) -> Decorator[None, None, None, OutT]: ...
    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        *,
        stream: Literal[False] = False,
        tools: Sequence[ToolLike],
        response_model: TypeForm[ModelT],
        output_parser: Callable[[ModelT], OutT],
        **options: Unpack[CallOptions],
    ) -> Decorator[None, None, None, OutT, CallResponse]: ...
    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        *,
        stream: Literal[True] | StreamConfig,
        tools: Sequence[ToolLike] | None = None,
        response_model: TypeForm[ModelT],
        output_parser: None = None,
        **options: Unpack[CallOptions],
    ) -> Decorator[None, None, None, BaseStructuredStream[ModelT]]: ...
    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        *,
        stream: Literal[True] | StreamConfig,
        tools: Sequence[ToolLike] | None = None,
        response_model: object = None,
        output_parser: Callable[[Any], object],
        **options: Unpack[CallOptions],
    ) -> NoReturn: ...


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
        response_model: None = None,
        output_parser: None = None,
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, Coroutine[None, None, CallResponse]]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, Stream],
        *,
        stream: Literal[False],
        tools: Sequence[ToolLike] | None = None,
        response_model: None = None,
        output_parser: None = None,
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, CallResponse]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, Awaitable[BaseStructuredStream[ModelT]]],
        *,
        stream: Literal[False],
        tools: None = None,
        response_model: None = None,
        output_parser: None = None,
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, Coroutine[None, None, ModelT]]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, BaseStructuredStream[ModelT]],
        *,
        stream: Literal[False],
        tools: None = None,
        response_model: None = None,
        output_parser: None = None,
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, ModelT]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, R],
        *,
        stream: Literal[False] | None = None,
        tools: None = None,
        response_model: None = None,
        output_parser: None = None,
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, R]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, KeptT],
        *,
        stream: None = None,
        tools: Sequence[ToolLike],
        response_model: None = None,
        output_parser: None = None,
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, KeptT]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, Awaitable[R]],
        *,
        stream: None = None,
        tools: Sequence[ToolLike],
        response_model: None = None,
        output_parser: None = None,
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, Coroutine[None, None, R | CallResponse]]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, R],
        *,
        stream: None = None,
        tools: Sequence[ToolLike],
        response_model: None = None,
        output_parser: None = None,
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, R | CallResponse]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, Awaitable[object]],
        *,
        stream: Literal[True] | StreamConfig,
        tools: Sequence[ToolLike] | None = None,
        response_model: None = None,
        output_parser: None = None,
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, Coroutine[None, None, Stream]]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, object],
        *,
        stream: Literal[True] | StreamConfig,
        tools: Sequence[ToolLike] | None = None,
        response_model: None = None,
        output_parser: None = None,
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, Stream]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, Awaitable[object]],
        *,
        stream: Literal[False] | None = None,
        tools: None = None,
        response_model: TypeForm[ModelT],
        output_parser: None = None,
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, Coroutine[None, None, ModelT]]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, object],
        *,
        stream: Literal[False] | None = None,
        tools: None = None,
        response_model: TypeForm[ModelT],
        output_parser: None = None,
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, ModelT]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, Awaitable[object]],
        *,
        stream: Literal[False] | None = None,
        tools: Sequence[ToolLike],
        response_model: TypeForm[ModelT],
        output_parser: None = None,
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, Coroutine[None, None, ModelT | CallResponse]]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, object],
        *,
        stream: Literal[False] | None = None,
        tools: Sequence[ToolLike],
        response_model: TypeForm[ModelT],
        output_parser: None = None,
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, ModelT | CallResponse]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, Awaitable[object]],
        *,
        stream: Literal[True] | StreamConfig,
        tools: Sequence[ToolLike] | None = None,
        response_model: TypeForm[ModelT],
        output_parser: None = None,
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, Coroutine[None, None, BaseStructuredStream[ModelT]]]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, object],
        *,
        stream: Literal[True] | StreamConfig,
        tools: Sequence[ToolLike] | None = None,
        response_model: TypeForm[ModelT],
        output_parser: None = None,
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, BaseStructuredStream[ModelT]]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, Awaitable[object]],
        *,
        stream: Literal[False] | None = None,
        tools: Sequence[ToolLike] | None = None,
        response_model: None = None,
        output_parser: Callable[[CallResponse], Awaitable[OutT] | OutT],
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, Coroutine[None, None, OutT]]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, object],
        *,
        stream: Literal[False] | None = None,
        tools: Sequence[ToolLike] | None = None,
        response_model: None = None,
        output_parser: Callable[[CallResponse], OutT],
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, OutT]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, Awaitable[object]],
        *,
        stream: Literal[False] | None = None,
        tools: None = None,
        response_model: TypeForm[ModelT],
        output_parser: Callable[[ModelT], Awaitable[OutT] | OutT],
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, Coroutine[None, None, OutT]]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, object],
        *,
        stream: Literal[False] | None = None,
        tools: None = None,
        response_model: TypeForm[ModelT],
        output_parser: Callable[[ModelT], OutT],
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, OutT]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, Awaitable[object]],
        *,
        stream: Literal[False] | None = None,
        tools: Sequence[ToolLike],
        response_model: TypeForm[ModelT],
        output_parser: Callable[[ModelT], Awaitable[OutT] | OutT],
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, Coroutine[None, None, OutT | CallResponse]]: ...
    @overload
    def __call__(
        self,
        fn: Callable[P, object],
        *,
        stream: Literal[False] | None = None,
        tools: Sequence[ToolLike],
        response_model: TypeForm[ModelT],
        output_parser: Callable[[ModelT], OutT],
        **options: Unpack[OverrideOptions],
    ) -> Callable[P, OutT | CallResponse]: ...
