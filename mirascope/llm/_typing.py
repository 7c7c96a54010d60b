"""What type checkers know of `llm.call` and `llm.override`, in neutral classes."""

# What an overload for async functions takes, the one for sync functions takes as well.
# pyright: reportOverlappingOverload=false

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, NoReturn, Protocol, TypeAlias, overload

from typing_extensions import TypedDict, Unpack

from mirascope.core.base._call.typing import Decorator, ToolLike
from mirascope.core.base._type_variables import ModelT, T
from mirascope.core.base.types import LocalProvider, Provider

if TYPE_CHECKING:
    from typing_extensions import TypeForm

    from mirascope.core import AnyCallParams
    from mirascope.core.base._response.structured_stream import BaseStructuredStream
    from mirascope.core.base.stream_config import StreamConfig

    from .call_response import CallResponse
    from .stream import Stream

ProviderName: TypeAlias = Provider | LocalProvider | str
"""A provider: one of ours, which editors complete, or a registered one."""


class CallOptions(TypedDict, total=False):
    """The arguments of `llm.call` on which its result does not depend."""

    json_mode: bool
    client: object
    call_params: AnyCallParams | None


class Unparsed(CallOptions, total=False):
    """Those of a call that has no output parser."""

    output_parser: None


class Plain(Unparsed, total=False):
    """Those of a call that gives the response or the stream."""

    tools: Sequence[ToolLike] | None
    response_model: None


class Call(Protocol):
    """The decorator for calls to any provider."""

    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        *,
        stream: Literal[False] = False,
        **options: Unpack[Plain],
    ) -> Decorator[None, None, CallResponse, None]:
        """Turn a prompt function into a call to any provider.

        Args:
            provider: The provider, such as `openai`, or provider and model in one:
                `openai/gpt-4o-mini`.
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
            InvalidCallError: The options exclude each other, or one has another name. A
                provider that does not exist is a warning here, and an
                `UnknownProviderError` when it is called.

        Example:
            ```python
            from mirascope import llm

            @llm.call(provider="openai", model="gpt-4o-mini")
            def recommend_book(genre: str) -> str:
                return f"Recommend a {genre} book"

            print(recommend_book("fantasy").content)
            ```
        """
        ...

    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        *,
        stream: Literal[False] = False,
        tools: Sequence[ToolLike] | None = None,
        response_model: None = None,
        output_parser: Callable[[CallResponse], T],
        **options: Unpack[CallOptions],
    ) -> Decorator[None, None, T, None]: ...
    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        *,
        stream: Literal[True] | StreamConfig,
        **options: Unpack[Plain],
    ) -> Decorator[None, None, Stream, None]: ...
    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        *,
        stream: Literal[False] = False,
        tools: None = None,
        response_model: TypeForm[ModelT],
        **options: Unpack[Unparsed],
    ) -> Decorator[None, None, ModelT, None]: ...
    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        *,
        stream: Literal[False] = False,
        tools: Sequence[ToolLike],
        response_model: TypeForm[ModelT],
        **options: Unpack[Unparsed],
    ) -> Decorator[None, None, ModelT, None, CallResponse]: ...
    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        *,
        stream: Literal[False] = False,
        tools: None = None,
        response_model: TypeForm[ModelT],
        output_parser: Callable[[ModelT], T],
        **options: Unpack[CallOptions],
    ) -> Decorator[None, None, T, None]: ...
    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        *,
        stream: Literal[False] = False,
        tools: Sequence[ToolLike],
        response_model: TypeForm[ModelT],
        output_parser: Callable[[ModelT], T],
        **options: Unpack[CallOptions],
    ) -> Decorator[None, None, T, None, CallResponse]: ...
    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        *,
        stream: Literal[True] | StreamConfig,
        tools: Sequence[ToolLike] | None = None,
        response_model: TypeForm[ModelT],
        **options: Unpack[Unparsed],
    ) -> Decorator[None, None, BaseStructuredStream[ModelT], None]: ...
    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        *,
        stream: bool | StreamConfig,
        **options: Unpack[Plain],
    ) -> Decorator[None, None, CallResponse | Stream, None]: ...
    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        *,
        stream: bool | StreamConfig,
        tools: None = None,
        response_model: TypeForm[ModelT],
        **options: Unpack[Unparsed],
    ) -> Decorator[None, None, ModelT | BaseStructuredStream[ModelT], None]: ...
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
