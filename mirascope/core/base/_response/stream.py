"""A streamed answer: its content so far, and the response it becomes."""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Callable,
    Generator,
    Iterator,
    Sequence,
)
from functools import partial
from time import time
from typing import Any

from pydantic import ValidationError
from typing_extensions import override

from mirascope.core.base._chain.record import Attempt, CallRecord, total_cost
from mirascope.core.base._codec.codec import Translated
from mirascope.core.base._codec.no_answer import read_answer
from mirascope.core.base._codec.vocabulary import Reply
from mirascope.core.base._models import MessageT, ToolT
from mirascope.core.base._models import NativeT as ChunkT
from mirascope.core.base._sdk.lazy_native import LazyNative, Rebuilt
from mirascope.core.base.types import CostMetadata, JsonableType, Metadata
from mirascope.exceptions import (
    NoMessageYetError,
    ResponseError,
    StreamNotFinishedError,
    WrongIterationError,
    carry_response,
)

from .attempts import EARLIER, earlier_attempts
from .call_response import BaseCallResponse, results_of
from .reading import Closable, ReadingTask
from .stream_events import FactoryEvents, StreamEvents
from .stream_fields import SHARED, StreamFields


class BaseStream(Translated, StreamFields[ChunkT, MessageT, ToolT], Closable):
    """An answer that arrives in chunks: iterate it to send the request and read it.

    Iterating again gives the same chunks without another request. A stream that was
    left early keeps what had arrived.
    """

    _record: CallRecord | None = None
    """The requests of the call, where there may be several."""

    def __init__(
        self,
        *,
        stream: Any,
        metadata: Metadata,
        tool_types: list[Any] | None,
        call_response_type: type[BaseCallResponse[Any, Any, Any]],
        model: str,
        prompt_template: str | None,
        fn_args: dict[str, Any] | Callable[[], dict[str, Any]],
        dynamic_config: Any,
        messages: list[Any],
        call_params: Any,
        call_kwargs: dict[str, Any],
    ) -> None:
        """Keep the request; nothing is sent before the first iteration."""
        self.stream = stream
        self.tool_types = tool_types
        self.call_response_type = call_response_type
        self.prompt_template = prompt_template
        self._shared: dict[str, Any] = {
            "metadata": metadata,
            "dynamic_config": dynamic_config,
            "messages": messages,
            "call_params": call_params,
            "call_kwargs": call_kwargs,
            "fn_args": fn_args,
        }
        """What calls have in common; the stream's own once somebody looks at it."""
        self.start_time: float = 0
        """When the request was sent, in milliseconds since the epoch; 0 before that."""
        self.end_time: float = 0
        """When the last chunk came, in milliseconds since the epoch; 0 before that."""
        self._requested = model
        self._begun = False
        self._error: Exception | None = None
        """The error that ended the iteration."""
        self._source: Any = None
        self._reader = ReadingTask()
        self._events: StreamEvents | FactoryEvents = (
            stream if isinstance(stream, StreamEvents) else FactoryEvents(stream)
        )

    def __iter__(self) -> Iterator[tuple[ChunkT, ToolT | None]]:
        if self._begun:
            yield from self._again()
            return
        self._begin("__iter__")
        source = self._source = iter(self._events)
        try:
            for pair in source:  # noqa: UP028  what is thrown in does not reach it
                yield pair
        except Exception as error:
            if self._is_fault(error):
                raise
        finally:
            self._ended()
            source.close()

    async def __aiter__(self) -> AsyncIterator[tuple[ChunkT, ToolT | None]]:
        if self._begun:
            for pair in self._again():
                yield pair
            return
        self._begin("__aiter__")
        events, source, reader = self._events, aiter(self._events), self._reader
        self._source = source
        try:
            now = reader.begin()
            async for pair in source:
                yield pair
                if events.stopped:
                    break
                reader.task = now()
        except CancelledError:
            if not reader.was_woken():
                raise
        except Exception as error:
            if self._is_fault(error):
                raise
        finally:
            reader.end()
            self._ended()
            await _aclose(source)

    def _is_fault(self, error: Exception) -> bool:
        """Record an error; after a stop it is only a consequence of stopping."""
        if not self._events.failed:
            return True  # whoever reads this threw it in
        if self._events.stopped:
            return False
        if isinstance(error, ResponseError | ValidationError):
            carry_response(error, self)
        if not self._events.can_restart:
            self._error = error
        return True

    def _replay(self) -> Iterator[tuple[ChunkT, ToolT | None]]:
        return self._events.replay()

    def _again(self) -> Iterator[tuple[ChunkT, ToolT | None]]:
        """Give again what the first iteration gave, its error too."""
        yield from self._replay()
        if self._error is not None:
            raise self._error

    def _begin(self, protocol: str) -> None:
        if not hasattr(self._events.source, protocol):
            loop = "async for" if protocol == "__iter__" else "for"
            raise WrongIterationError(
                f"this stream is {'async' if loop == 'async for' else 'sync'}: "
                f"iterate it with `{loop}`"
            )
        self._begun = True
        self._forget_unsent()
        self._error, self._events.failed = None, False
        self.start_time, self.end_time = time() * 1000, 0

    @property
    def _reply(self) -> Reply:
        return read_answer(self._events.assembler.reply, self.provider, self)

    @property
    def content(self) -> str:
        """All text so far."""
        return self._events.assembler.text

    @property
    def model(self) -> str:
        """The model, as the service names it; before it did, as it was asked for."""
        return self._events.assembler.model or self._requested

    @property
    def id(self) -> str | None:
        """The id of the answer."""
        return self._events.assembler.id

    @property
    def finish_reasons(self) -> list[str] | None:
        """The provider's finish reasons, one for each choice that has ended."""
        return self._events.assembler.reasons

    @property
    def thinking(self) -> str | None:
        """All reasoning text so far, where the provider shows it."""
        return self._reply.thinking

    @property
    def input_tokens(self) -> int | float | None:
        """Tokens of the prompt, once the provider has reported them."""
        usage = self._events.assembler.usage
        return None if usage is None else usage.input

    @property
    def cached_tokens(self) -> int | float | None:
        """Tokens of the prompt that came from the provider's cache."""
        usage = self._events.assembler.usage
        return None if usage is None else usage.cached

    @property
    def output_tokens(self) -> int | float | None:
        """Tokens generated, once the provider has reported them."""
        usage = self._events.assembler.usage
        return None if usage is None else usage.output

    @property
    def cost_metadata(self) -> CostMetadata:
        """Everything that the price of this call depends on."""
        usage = self._events.assembler.usage
        if usage is None:
            return CostMetadata()
        from .prices import metadata_of

        native = self._codec and self._rebuild()
        return metadata_of(self.provider, self._codec, native, usage)

    @property
    def cost(self) -> float | None:
        """The price in US dollars; `None` until it is known."""
        from .prices import cost_of

        return cost_of(self.provider, self.model, self.cost_metadata)

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """The requests that were sent so far; none before the stream is iterated."""
        earlier = self._earlier_attempts
        if not self.start_time or (earlier and not self._events.assembler.has_begun):
            return tuple(earlier)
        return *earlier, Attempt(self._error, cost=self.cost)

    @property
    def total_cost(self) -> float | None:
        """The price of all attempts in US dollars; `None` until one is known."""
        return total_cost(self.attempts)

    @property
    def _earlier_attempts(self) -> list[Attempt]:
        return earlier_attempts(self, self._record)

    @property
    def provider(self) -> str:
        """The provider that answers."""
        return self._provider

    @property
    def user_message_param(self) -> MessageT | None:
        """The last message that was sent, if it is the user's."""
        last = self.messages[-1] if self.messages else None
        return self.call_response_type._user_message(last)

    @property
    def message_param(self) -> MessageT:
        """The assistant's message so far, in the provider's form, for a history."""
        self._need_chunks("message_param", NoMessageYetError)
        if self._codec is not None:
            return self._rebuild(self._codec.message)
        tools: list[Any] = [tool for _, tool in self._replay()]
        calls = [tool._tool_call for tool in tools if _is_whole(tool)]
        return self._construct_message_param(calls or None, self.content or None)

    def _construct_message_param(
        self, tool_calls: list[Any] | None = None, content: str | None = None
    ) -> MessageT:
        """Make the assistant's message; a provider without a codec overrides this."""
        raise NotImplementedError(
            f"{type(self).__name__} must define `_construct_message_param`"
        )

    def construct_call_response(self) -> BaseCallResponse[Any, MessageT, ToolT]:
        """Build the response that the call would have given unstreamed.

        Returns:
            The response, from everything that arrived so far.

        Raises:
            StreamNotFinishedError: Nothing has arrived yet.
        """
        self._need_chunks("construct_call_response()", StreamNotFinishedError)
        if self._codec is None:
            raise NotImplementedError(
                f"{type(self).__name__} must define `construct_call_response`"
            )
        made: Any = self.call_response_type
        known = vars(self)
        shared = known.get("_shared", known)  # it has none if it was unpickled
        response = made(
            **{name: known[name] if name in known else shared[name] for name in SHARED},
            tool_types=self.tool_types,
            prompt_template=self.prompt_template,
            start_time=self.start_time,
            end_time=self.end_time or time() * 1000,
        )
        rebuild, provider = self._codec.rebuild, self.provider
        source = Rebuilt(lambda reply: read_answer(partial(rebuild, reply), provider))
        response._exchange.native = LazyNative(None, self._reply, source)
        if self._record is not None or EARLIER in known:
            vars(response)[EARLIER] = [*self._earlier_attempts]
        return response

    def _rebuild(self, read: Callable[[Any, Reply], Any] = lambda made, _: made) -> Any:
        """Make the SDK's response of what has arrived, and read something of it."""
        codec, reply = self._codec, self._reply
        assert codec is not None
        return read_answer(
            lambda: read(codec.rebuild(reply), reply), self.provider, self
        )

    def _need_chunks(self, what: str, error: type[StreamNotFinishedError]) -> None:
        if not self._events.assembler.has_begun:
            raise error(
                f"`{what}` of a stream that nothing has arrived on: iterate it first"
            )

    @classmethod
    def tool_message_params(
        cls, tools_and_outputs: Sequence[tuple[Any, JsonableType]]
    ) -> list[MessageT]:
        """Make the messages that bring tool outputs back to the model.

        Args:
            tools_and_outputs: Each tool of the stream with what its `call` gave.

        Returns:
            Messages in the provider's form, in the same order.
        """
        if cls._codec is None:
            raise NotImplementedError(
                f"{cls.__name__} must define `tool_message_params`"
            )
        return results_of(cls._codec, tools_and_outputs)

    @override
    def close(self) -> None:
        """Stop the answer, from any thread; what has arrived stays.

        Whoever iterates sees the end of the stream, without an error.
        """
        self._stop()
        self._leave()
        self._reader.wake(self._source)

    @override
    async def aclose(self) -> None:
        """Stop the answer, from any task; what has arrived stays.

        Whoever iterates sees the end of the stream, without an error.
        """
        self._stop()
        self._leave()
        if getattr(self._source, "ag_running", False):
            self._reader.wake(self._source)
        else:
            self._reader.end()
            await self._aleave()

    def _stop(self) -> None:
        self._events.stop()
        if self._begun:
            self._ended()

    def _leave(self) -> None:
        """Close the connection, if the answer is not being waited for."""
        source: object = self._source
        if isinstance(source, Generator):
            try:
                source.close()
            except ValueError:  # another thread is in it
                self._events.wake()

    async def _aleave(self) -> None:
        await _aclose(self._source)

    def _ended(self) -> None:
        self._begun = not self._events.can_restart  # else the request can be sent again
        self.end_time = self.end_time or time() * 1000


async def _aclose(source: object) -> None:
    # An abandoned generator may be closing already.
    running: bool = getattr(source, "ag_running", False)
    if isinstance(source, AsyncGenerator) and not running:
        await source.aclose()


def _is_whole(tool: Any) -> bool:
    return tool is not None and tool._delta is None
