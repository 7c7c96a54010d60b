"""The clients of the embedded engine, in the shape of the OpenAI SDK's chat clients."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Generator, Mapping, Sequence
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from typing import Any, Generic, Literal, Self, TypeAlias, overload

from mirascope.core.base._type_variables import T
from mirascope.exceptions import InvalidCallError

from ._models import LocalEngineError
from ._whole import Whole
from ._workers import Chunk, Event, Job, join, release, submit

__all__ = [
    "AsyncLocalChunks",
    "AsyncLocalClient",
    "LocalChunks",
    "LocalClient",
    "LocalEngineError",
]

Model: TypeAlias = str | os.PathLike[str]
Messages: TypeAlias = Sequence[Mapping[str, Any]]


class _Stream:
    """What a sync and an async stream share: the job, and how it ends."""

    _job: Job | None = None

    def _read(self, event: Event) -> Chunk | None:
        if event is None:
            self._stop()
        if isinstance(event, BaseException):
            raise event
        return event

    def _stop(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.stop()

    def __del__(self) -> None:
        self._stop()


class LocalChunks(_Stream):
    """The chunks of one answer; leaving it, or losing it, stops the generation."""

    def __init__(self) -> None:
        self._events: SimpleQueue[Event] = SimpleQueue()

    def start(self, client: LocalClient, model: Model, request: Chunk) -> Self:
        """Begin the generation.

        Args:
            client: Whose models to use.
            model: A path or a name.
            request: What the engine is asked.

        Returns:
            Itself.
        """
        deliver = self._events.put
        self._job = submit(client, model, *client.loading, request, deliver)
        return self

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Chunk:
        if self._job is None:
            raise StopIteration
        try:
            chunk = self._read(self._events.get())
        except BaseException:  # an interrupt, above all
            self._stop()
            raise
        if chunk is None:
            raise StopIteration
        return chunk

    def close(self) -> None:
        """Stop the generation."""
        self._stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()


class AsyncLocalChunks(_Stream):
    """The chunks of one answer; leaving it, or losing it, stops the generation."""

    def __init__(self) -> None:
        self._events: asyncio.Queue[Event] = asyncio.Queue()

    def start(self, client: AsyncLocalClient, model: Model, request: Chunk) -> Self:
        """Begin the generation.

        Args:
            client: Whose models to use.
            model: A path or a name.
            request: What the engine is asked.

        Returns:
            Itself.
        """
        hand_over, put = (
            asyncio.get_running_loop().call_soon_threadsafe,
            self._events.put_nowait,
        )

        def deliver(event: Event) -> None:
            hand_over(put, event)

        self._job = submit(client, model, *client.loading, request, deliver)
        return self

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Chunk:
        if self._job is None:
            raise StopAsyncIteration
        try:
            chunk = self._read(await self._events.get())
        except BaseException:  # a cancellation, above all
            self._stop()
            raise
        if chunk is None:
            raise StopAsyncIteration
        return chunk

    async def aclose(self) -> None:
        """Stop the generation."""
        self._stop()

    close = aclose

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stop()


def _request(messages: Messages, params: Mapping[str, Any]) -> Chunk:
    request: Chunk = {
        # The occasions to stop while a long prompt is being read.
        "return_progress": True,
        "stream_options": {"include_usage": True},
        "messages": list(messages),
        "stream": True,
    }
    request.update({key: value for key, value in params.items() if value is not None})
    if "seed" in request:
        # What is left in a slot from the call before changes the last digits.
        request.setdefault("cache_prompt", False)
    return request


class _Completions:
    def __init__(self, client: LocalClient) -> None:
        self._client = client

    @overload
    def create(
        self,
        *,
        model: Model,
        messages: Messages,
        stream: Literal[False] = False,
        **params: Any,
    ) -> Chunk: ...

    @overload
    def create(
        self, *, model: Model, messages: Messages, stream: Literal[True], **params: Any
    ) -> LocalChunks: ...

    def create(
        self,
        *,
        model: Model,
        messages: Messages,
        stream: bool = False,
        **params: Any,
    ) -> Chunk | LocalChunks:
        """Have a model answer.

        Args:
            model: A path to a GGUF file, or `smollm2-135m`.
            messages: The messages, in the chat format.
            stream: Whether to give the chunks as they come.
            **params: What else the chat format knows; None counts as left out.

        Returns:
            A completion, or its chunks, as dicts.
        """
        chunks = LocalChunks().start(self._client, model, _request(messages, params))
        if stream:
            return chunks
        whole = Whole()
        with chunks:
            for chunk in chunks:
                whole.add(chunk)
        return whole.dict()


class _AsyncCompletions:
    def __init__(self, client: AsyncLocalClient) -> None:
        self._client = client

    @overload
    async def create(
        self,
        *,
        model: Model,
        messages: Messages,
        stream: Literal[False] = False,
        **params: Any,
    ) -> Chunk: ...

    @overload
    async def create(
        self, *, model: Model, messages: Messages, stream: Literal[True], **params: Any
    ) -> AsyncLocalChunks: ...

    async def create(
        self,
        *,
        model: Model,
        messages: Messages,
        stream: bool = False,
        **params: Any,
    ) -> Chunk | AsyncLocalChunks:
        """Have a model answer; the arguments are those of the sync client."""
        request = _request(messages, params)
        chunks = AsyncLocalChunks().start(self._client, model, request)
        if stream:
            return chunks
        whole = Whole()
        async with chunks:
            async for chunk in chunks:
                whole.add(chunk)
        return whole.dict()


@dataclass(frozen=True, slots=True)
class _Chat(Generic[T]):
    completions: T


class _Client:
    """What a sync and an async client share: how their models are loaded.

    Args:
        context_tokens: The most tokens of one call, prompt and answer together; never
            more than the model was trained for.
        slots: How many calls a model answers at once; the others wait.
    """

    def __init__(self, *, context_tokens: int = 4096, slots: int = 4) -> None:
        if context_tokens < 1 or slots < 1:
            raise InvalidCallError(
                f"context_tokens={context_tokens!r}, slots={slots!r}: give 1 or more"
            )
        self.loading = (context_tokens, slots)
        """`context_tokens`, `slots`; clients that agree in them share their models."""


class LocalClient(_Client):
    """Answers with models inside the process, which are loaded once and shared."""

    @property
    def chat(self) -> _Chat[_Completions]:
        """Where `completions.create` is, as in the OpenAI SDK."""
        return _Chat(_Completions(self))

    def close(self) -> None:
        """Free the models that no other client uses, and stop what they are answering.

        A later call loads them again.
        """
        join(release(self))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncLocalClient(_Client):
    """Answers with models inside the process, without blocking the event loop.

    It is bound to no loop: one client serves any number of them.
    """

    @property
    def chat(self) -> _Chat[_AsyncCompletions]:
        """Where `completions.create` is, as in the OpenAI SDK."""
        return _Chat(_AsyncCompletions(self))

    def close(self) -> Awaitable[None]:
        """Free the models that no other client uses, and stop what they are answering.

        Returns:
            To be awaited by whoever wants to see them gone; it happens anyway.
        """
        return _Released(release(self))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


class _Released:
    """Waits, where it is awaited, until closed models have left memory."""

    def __init__(self, threads: list[Thread]) -> None:
        self._threads = threads

    def __await__(self) -> Generator[Any, Any, None]:
        return asyncio.to_thread(join, self._threads).__await__()
