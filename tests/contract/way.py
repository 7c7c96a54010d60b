"""A way of calling: which provider, through which layer, sync or async."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from mirascope import llm
from mirascope.core import BaseMessageParam
from tests.server import Server

from .row import Row
from .rows import ROWS


def recommend(genre: str) -> Any:
    """What most prompts of this suite say."""
    return f"Recommend a {genre} book"


def make_prompt(say: Callable[..., Any], is_async: bool) -> Callable[..., Any]:
    """Make a prompt function that says what `say` returns."""
    if is_async:

        async def recommend_book(genre: str = "fantasy") -> Any:
            """Recommend a book."""
            return say(genre)

    else:

        def recommend_book(genre: str = "fantasy") -> Any:
            """Recommend a book."""
            return say(genre)

    return recommend_book


class Clients:
    """Clients that the tests pass, made once and closed in the end."""

    def __init__(self, server: Server, runner: asyncio.Runner) -> None:
        self._server = server
        self._runner = runner
        self._made: dict[Any, Any] = {}

    def get(self, row: Row, is_async: bool, **options: Any) -> Any:
        """Give the client of a provider with these options."""
        key = (row.id, is_async, *sorted(options.items()))
        if key not in self._made:
            made = row.make_client(self._server, is_async, **options)
            if is_async and inspect.isawaitable(made):
                made = self._runner.run(_wait(made))
            self._made[key] = made
        return self._made[key]

    def close(self) -> None:
        """Close all of them."""
        rows = {row.id: row for row in ROWS}
        for (id, is_async, *_), client in self._made.items():
            closing = rows[id].sdk.close(client)
            if is_async and inspect.isawaitable(closing):
                self._runner.run(_wait(closing))


async def _wait(value: Any) -> Any:
    return await value


@dataclass(frozen=True)
class Way:
    """A way of calling."""

    row: Row
    layer: str
    is_async: bool
    server: Server = field(repr=False)
    runner: asyncio.Runner = field(repr=False)
    clients: Clients = field(repr=False)

    def call(self, model: str | None = None, **options: Any) -> Callable[..., Any]:
        """Make the call decorator."""
        if self.row.sdk.needs_client:
            options.setdefault("client", self.client())
        model = model or self.row.model
        if self.layer == "core":
            return self.row.module.call(model, **options)
        return llm.call(self.row.provider, model, **options)

    def client(self, **options: Any) -> Any:
        """Give a client of the kind that this way needs."""
        return self.clients.get(self.row, self.is_async, **options)

    @property
    def own_client(self) -> dict[str, Any]:
        """A client of one's own as an argument, if calls take one."""
        return {"client": self.client()} if self.row.sdk.takes_client else {}

    def decorate(
        self, say: Callable[..., Any] = recommend, **options: Any
    ) -> Callable[..., Any]:
        """Make a decorated function that says what `say` returns."""
        return self.call(**options)(make_prompt(say, self.is_async))

    def get(self, value: Any) -> Any:
        """Wait for a value where this way is async."""
        if not self.is_async:
            return value
        assert inspect.isawaitable(value)

        return self.runner.run(_wait(value))

    def ask(self, say: Callable[..., Any] = recommend, **options: Any) -> Any:
        """Decorate and call once."""
        return self.get(self.decorate(say, **options)())

    def stream(self, say: Callable[..., Any] = recommend, **options: Any) -> Any:
        """Decorate, call once, give the stream that was not yet iterated."""
        return self.ask(say, **{"stream": True, **options})

    def collect(self, stream: Any, limit: int | None = None) -> list[Any]:
        """Iterate a stream, to its end or for `limit` items."""
        if self.is_async:
            return self.runner.run(_acollect(stream, limit))
        items: list[Any] = []
        for item in stream:
            items.append(item)
            if len(items) == limit:
                break
        return items

    def collect_until_error(self, stream: Any) -> tuple[list[Any], Exception]:
        """Iterate a stream that fails, for what it gave and its error."""
        items: list[Any] = []

        read = _aread(stream, items) if self.is_async else _read(stream, items)
        with pytest.raises(Exception) as caught:  # noqa: PT011  any that it raises
            self.runner.run(read)
        return items, caught.value

    def settle(self) -> None:
        """Wait until the service has ended its answers, or seen that nobody waits."""
        if self.is_async:
            self.runner.run(self.server.asettle())
        else:
            self.server.settle()

    def text(self, message: Any) -> Any:
        """Read the content of a message, native or common."""
        if isinstance(message, BaseMessageParam):
            return message.content
        if self.row.sdk.text_of is not None:
            return self.row.sdk.text_of(message)
        return message["content"] if isinstance(message, dict) else message.content

    def native(self, role: str, text: str) -> Any:
        """Make a message of plain text in the provider's form."""
        return self.row.sdk.native(role, text)

    def finished(self, *reasons: str) -> list[str]:
        """Put finish reasons into the words that this layer reports."""
        if self.layer == "llm":
            return list(reasons)
        return [self.row.wire.words.get(reason, reason) for reason in reasons]

    def sent(self, **more: Any) -> dict[str, Any]:
        """Say what a request has to hold, in the words of chat completions."""
        return {"model": self.row.model, **self.row.wire.defaults, **more}

    @property
    def response_class(self) -> type:
        """What a call gives."""
        if self.layer == "core":
            return self.row.named("CallResponse")
        return llm.CallResponse

    @property
    def stream_class(self) -> type:
        """What a streamed call gives."""
        return self.row.named("Stream") if self.layer == "core" else llm.Stream

    @property
    def chunk_class(self) -> type:
        """What iterating a stream gives."""
        if self.layer == "core":
            return self.row.named("CallResponseChunk")
        return llm.CallResponseChunk


async def _read(stream: Any, items: list[Any]) -> None:
    items.extend(item for item in stream)


async def _aread(stream: Any, items: list[Any]) -> None:
    async for item in stream:
        items.append(item)  # noqa: PERF401  what came before an error counts


async def _acollect(stream: Any, limit: int | None) -> list[Any]:
    items: list[Any] = []
    async for item in stream:
        items.append(item)
        if len(items) == limit:
            break
    return items
