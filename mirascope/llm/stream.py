"""A streamed answer, the same for all providers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pydantic import ValidationError
from typing_extensions import override

from mirascope.core.base._chain.record import Attempt
from mirascope.core.base._response.attempts import adopt_all, with_attempts_of
from mirascope.core.base._response.stream import BaseStream
from mirascope.core.base._response.stream_fields import FIELDS
from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.types import FinishReason, JsonableType
from mirascope.exceptions import ResponseError, carry_response

from ._neutral import Neutral, hand_on, tool_results
from .call_response import CallResponse
from .call_response_chunk import CallResponseChunk
from .tool import Tool


class Stream(Neutral, BaseStream[CallResponseChunk, BaseMessageParam, Tool]):
    """A streamed answer of an `llm.call`, whichever provider sends it.

    Args:
        stream: The provider's stream.
    """

    def __init__(self, stream: BaseStream[Any, Any, Any]) -> None:
        """Wrap a provider's stream; nothing is sent before the first iteration."""
        self._response = stream

    @override
    def __iter__(self) -> Iterator[tuple[CallResponseChunk, Tool | None]]:
        with self._shown_in_errors():
            for chunk, tool in self._response:
                yield CallResponseChunk(chunk), tool

    @override
    async def __aiter__(self) -> AsyncIterator[tuple[CallResponseChunk, Tool | None]]:
        with self._shown_in_errors():
            async for chunk, tool in self._response:
                yield CallResponseChunk(chunk), tool

    @contextmanager
    def _shown_in_errors(self) -> Generator[None]:
        """Let errors of the answer carry what users know."""
        try:
            yield
        except (ResponseError, ValidationError) as error:
            if getattr(error, "_response", None) is self._response:
                carry_response(error, self)
            raise

    @property
    @override
    def finish_reasons(self) -> list[FinishReason] | None:  # pyright: ignore[reportIncompatibleMethodOverride]  a narrower list
        """Why the answer ended, once it has."""
        core = self._response
        reasons = core.finish_reasons
        if reasons is None:
            return None
        if core._codec is None:
            return self.construct_call_response().finish_reasons
        return core._codec.common_finish(reasons, core._events.assembler.has_calls)

    @property
    @override
    def attempts(self) -> tuple[Attempt, ...]:
        """The requests that were sent so far; none before the stream is iterated."""
        adopt_all(self._response._earlier_attempts, self.provider)
        return self._response.attempts

    @property
    @override
    def message_param(self) -> BaseMessageParam:
        """The assistant's message so far, for a history with any provider."""
        return self._common(self._response.message_param)[0]

    @property
    @override
    def messages(self) -> list[BaseMessageParam]:  # pyright: ignore[reportIncompatibleVariableOverride]  read from the provider's when asked for
        """The messages that are sent."""
        return [
            common for one in self._response.messages for common in self._common(one)
        ]

    @property
    @override
    def user_message_param(self) -> BaseMessageParam | None:
        """The last message that is sent, if it is the user's."""
        native = self._response.user_message_param
        return None if native is None else self._common(native)[0]

    def _common(self, native: Any) -> list[BaseMessageParam]:
        return self._response.call_response_type._read_message(native)

    @override
    def construct_call_response(self) -> CallResponse:
        """Build the response that the call would have given unstreamed.

        Returns:
            The response, from everything that arrived so far.

        Raises:
            StreamNotFinishedError: Nothing has arrived yet.
        """
        made = self._response.construct_call_response()
        return CallResponse(with_attempts_of(self._response, made))

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
        self._response.close()

    @override
    async def aclose(self) -> None:
        """Stop the answer; what has arrived stays."""
        await self._response.aclose()


hand_on(
    *(Stream, "cost_metadata", "total_cost", "_earlier_attempts", "provider"),
    # What a stream has late, which one that was unpickled holds itself.
    *(name for name in FIELDS if hasattr(BaseStream, name) and name != "messages"),
)
