"""A streamed answer, in the words shared by all providers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Self

from pydantic import ValidationError
from typing_extensions import override

from mirascope.core.base._response.stream import BaseStream
from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.types import (
    FinishReason,
    JsonableType,
)
from mirascope.exceptions import ResponseError, carry_response

from ._hand_on import hand_on
from .call_response import CallResponse, tool_results
from .call_response_chunk import CallResponseChunk
from .tool import Tool


class Stream(BaseStream[CallResponseChunk, BaseMessageParam, Tool]):
    """A streamed answer of an `llm.call`, whichever provider sends it.

    Args:
        stream: The stream in the provider's words.
    """

    def __init__(self, stream: BaseStream[Any, Any, Any]) -> None:
        """Wrap a provider's stream; nothing is sent before the first iteration."""
        self._stream = stream

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if name == "_stream":
                raise AttributeError(name)
            return getattr(self._stream, name)

    @override
    def __reduce__(self) -> Any:
        return type(self), (self._stream,)

    @override
    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        return type(self)(deepcopy(self._stream, memo))

    @override
    def __iter__(self) -> Iterator[tuple[CallResponseChunk, Tool | None]]:
        try:
            for chunk, tool in self._stream:
                yield CallResponseChunk(chunk), tool
        except (ResponseError, ValidationError) as error:
            self._adopt(error)
            raise

    @override
    async def __aiter__(self) -> AsyncIterator[tuple[CallResponseChunk, Tool | None]]:
        try:
            async for chunk, tool in self._stream:
                yield CallResponseChunk(chunk), tool
        except (ResponseError, ValidationError) as error:
            self._adopt(error)
            raise

    def _adopt(self, error: ResponseError | ValidationError) -> None:
        """Let an error of the answer carry what users know."""
        if getattr(error, "_response", None) is self._stream:
            carry_response(error, self)

    @property
    @override
    def finish_reasons(self) -> list[FinishReason] | None:  # pyright: ignore[reportIncompatibleMethodOverride]  a narrower list
        """Why the answer ended, once it has."""
        core = self._stream
        reasons = core.finish_reasons
        if reasons is None:
            return None
        if core._codec is None:
            return self.construct_call_response().finish_reasons
        return core._codec.common_finish(reasons, core._steps.assembler.has_calls)

    @property
    @override
    def message_param(self) -> BaseMessageParam:
        """The assistant's message so far, for a history with any provider."""
        read = self._read
        return read(self._stream.message_param)[0]

    @property
    @override
    def messages(self) -> list[BaseMessageParam]:  # pyright: ignore[reportIncompatibleVariableOverride]  read from the provider's when asked for
        """The messages that are sent."""
        read = self._read
        return [common for message in self._stream.messages for common in read(message)]

    @property
    @override
    def user_message_param(self) -> BaseMessageParam | None:
        """The last message that is sent, if it is the user's."""
        native = self._stream.user_message_param
        return None if native is None else self._read(native)[0]

    @property
    def _read(self) -> Callable[[Any], list[BaseMessageParam]]:
        kind = self._stream.call_response_type
        return kind._read_message

    @override
    def construct_call_response(self) -> CallResponse:
        """Build the response that the call would have given unstreamed.

        Returns:
            The response, from everything that arrived so far.

        Raises:
            StreamNotFinishedError: Nothing has arrived yet.
        """
        return CallResponse(self._stream.construct_call_response())

    @classmethod
    @override
    def tool_message_params(
        cls, tools_and_outputs: Sequence[tuple[Any, JsonableType]]
    ) -> list[BaseMessageParam]:
        """Make the messages that bring tool outputs back to the model.

        Args:
            tools_and_outputs: Each tool of the stream with what its `call` gave.

        Returns:
            One message for each, in the same order.
        """
        return tool_results(tools_and_outputs)

    @override
    def close(self) -> None:
        """Stop the answer; what has arrived stays."""
        self._stream.close()

    @override
    async def aclose(self) -> None:
        """Stop the answer; what has arrived stays."""
        await self._stream.aclose()


hand_on(Stream, "_stream", "cost_metadata", "provider")
