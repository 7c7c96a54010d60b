"""What type checkers know of `llm.call` and `llm.override`, in neutral classes."""

# What an overload for async functions takes, the one for sync functions takes as well.
# pyright: reportOverlappingOverload=false

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn, Protocol, TypeAlias, overload

from typing_extensions import Unpack

from mirascope.core.base._call import typing as kinds
from mirascope.core.base._call.typing import Decorator
from mirascope.core.base._type_variables import ModelT, T
from mirascope.core.base.types import LocalProvider, Provider

if TYPE_CHECKING:
    from mirascope.core import AnyCallParams
    from mirascope.core.base._response.structured_stream import BaseStructuredStream

    from .call_response import CallResponse
    from .stream import Stream

ProviderName: TypeAlias = Provider | LocalProvider | str
"""A provider: one of ours, which editors complete, or a registered one."""


class Call(Protocol):
    """The decorator for calls to any provider."""

    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        **options: Unpack[kinds.Plain[AnyCallParams, object]],
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
            retries: How often to send a request again that failed, or a policy.
            timeout: How long the call may take, in seconds, with all its tries.
            limit: What it may send and spend, together with others.
            validation_retries: How often to ask again for a valid response model.

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
        **options: Unpack[kinds.Parsed[AnyCallParams, CallResponse, T, object]],
    ) -> Decorator[None, None, T, None]: ...
    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        **options: Unpack[kinds.Streamed[AnyCallParams, object]],
    ) -> Decorator[None, None, Stream, None]: ...
    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        **options: Unpack[kinds.Model[AnyCallParams, ModelT, object]],
    ) -> Decorator[None, None, ModelT, None]: ...
    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        **options: Unpack[kinds.ToolsOrModel[AnyCallParams, ModelT, object]],
    ) -> Decorator[None, None, ModelT, None, CallResponse]: ...
    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        **options: Unpack[kinds.ParsedModel[AnyCallParams, ModelT, T, object]],
    ) -> Decorator[None, None, T, None]: ...
    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        **options: Unpack[kinds.ToolsOrParsedModel[AnyCallParams, ModelT, T, object]],
    ) -> Decorator[None, None, T, None, CallResponse]: ...
    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        **options: Unpack[kinds.StreamedModel[AnyCallParams, ModelT, object]],
    ) -> Decorator[None, None, BaseStructuredStream[ModelT], None]: ...
    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        **options: Unpack[kinds.MaybeStreamed[AnyCallParams, object]],
    ) -> Decorator[None, None, CallResponse | Stream, None]: ...
    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        **options: Unpack[kinds.MaybeStreamedModel[AnyCallParams, ModelT, object]],
    ) -> Decorator[None, None, ModelT | BaseStructuredStream[ModelT], None]: ...
    @overload
    def __call__(
        self,
        provider: ProviderName | None = None,
        model: str | None = None,
        **options: Unpack[kinds.Impossible[AnyCallParams, object]],
    ) -> NoReturn: ...
