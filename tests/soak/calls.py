"""Making one call as its plan says, and naming what came of it."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel

from mirascope import llm
from mirascope.exceptions import ResponseError

from .clients import ROW, Clients
from .plan import ANSWER, LEFT, LIMIT_S, MAX_WAIT_S, STALL, Plan


class Book(BaseModel):
    """What is asked for."""

    title: str
    pages: int


def find_book(title: str, pages: int) -> str:
    """Find a book.

    Args:
        title: Its title.
        pages: How long it is.
    """
    return f"{title} {pages}"


MODES: dict[str, dict[str, Any]] = {
    "text": {},
    "model": {"response_model": Book},
    "tools": {"tools": [find_book]},
}


class Bell:
    """Tells the server that the first part of a stream has been seen."""

    def __init__(self, url: str) -> None:
        where = urlsplit(url)
        self._socket = socket.create_connection((where.hostname or "", where.port or 0))
        self._lock = threading.Lock()

    def ring(self, id: str) -> None:
        """Name a stream."""
        with self._lock:
            self._socket.sendall(f"SEEN {id}\r\n\r\n".encode())

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


class Calls:
    """The decorated functions of one provider."""

    def __init__(self, provider: str, clients: Clients, bell: Bell) -> None:
        self._row = ROW[provider]
        self._clients = clients
        self._bell = bell
        self._made: dict[Any, Callable[[str], Any]] = {}

    def ask(self, plan: Plan) -> str:
        """Make a sync call, and read what it gives."""
        try:
            with self._context(plan):
                given = self._function(plan)(plan.id)
            if not plan.stream:
                return name_result(plan, given)
            gathered = Gathered(plan, self._bell)
            for item in given:
                gathered.add(item)
                if plan.leaves == "close":
                    given.close()
                if plan.leaves:
                    return LEFT
            return gathered.name(given)
        except Exception as error:
            return name_error(error)

    async def aask(self, plan: Plan) -> str:
        """Make an async call, and read what it gives, unless it is cancelled."""
        if not (plan.stalls and plan.limit == "cancel"):
            return await self._aask(plan)
        try:
            async with asyncio.timeout(LIMIT_S):
                return await self._aask(plan)
        except TimeoutError:
            return LEFT

    async def _aask(self, plan: Plan) -> str:
        try:
            with self._context(plan):
                given = await self._function(plan)(plan.id)
            if not plan.stream:
                return name_result(plan, given)
            gathered = Gathered(plan, self._bell)
            async for item in given:
                gathered.add(item)
                if plan.leaves == "close":
                    await given.aclose()
                if plan.leaves:
                    return LEFT
            return gathered.name(given)
        except Exception as error:
            return name_error(error)

    def _context(self, plan: Plan) -> Any:
        if plan.place != "context":
            return nullcontext()
        return llm.context(**self._options(plan))

    def _options(self, plan: Plan) -> dict[str, Any]:
        """Give the options that this is about."""
        quick = all(one is None or one.retry_after_ms for one in plan.faults)
        policy = llm.RetryPolicy(attempts=plan.retries + 1, max_wait_s=MAX_WAIT_S)
        options: dict[str, Any] = {"retries": plan.retries if quick else policy}
        if plan.stalls and plan.limit == "timeout":
            options["timeout"] = LIMIT_S
        return options

    def _function(self, plan: Plan) -> Callable[[str], Any]:
        """Decorate a function, unless one like it is there."""
        client = self._clients.options(plan)
        options = {} if plan.place == "context" else self._options(plan)
        shape = (plan.is_async, plan.stream, plan.mode, plan.place)
        key = (*shape, *map(str, options.items()), *map(str, client.items()))
        if key not in self._made:
            self._made[key] = self._decorate(plan, client, options)
        return self._made[key]

    def _decorate(
        self, plan: Plan, client: dict[str, Any], options: dict[str, Any]
    ) -> Callable[[str], Any]:
        provider: Any = self._row.provider
        stream: Any = plan.stream
        more = MODES[plan.mode] | client
        if plan.place == "override":
            made = llm.call(provider, self._row.model, stream=stream, **more)
            where: Any = {"provider": provider, "model": self._row.model}
            return llm.override(made(prompt(plan.is_async)), **where, **options)
        made = llm.call(provider, self._row.model, stream=stream, **more, **options)
        return made(prompt(plan.is_async))


def prompt(is_async: bool) -> Callable[..., Any]:
    """Make a prompt function."""

    async def ask_async(id: str) -> str:
        return f"soak {id}"

    def ask(id: str) -> str:
        return f"soak {id}"

    return ask_async if is_async else ask


class Gathered:
    """What has come of a stream."""

    def __init__(self, plan: Plan, bell: Bell) -> None:
        self._plan = plan
        self._text = ""
        self._tools: list[str] = []
        self._last: Any = None
        # Only a late end waits for it.
        fault = plan.faults[-1]
        self._tell = fault is not None and fault.late and fault.kind != STALL
        self._bell = bell

    def add(self, item: Any) -> None:
        """Take a chunk, with its tool, or a partial value."""
        if self._tell:
            self._tell = False
            self._bell.ring(self._plan.id)
        self._last = item
        if self._plan.mode == "model":
            return
        chunk, tool = item
        self._text += chunk.content
        if tool is not None:
            self._tools.append(tool.call())

    def name(self, stream: Any) -> str:
        """Name the outcome of a stream that has ended well."""
        plan = self._plan
        if plan.mode == "model":
            return _same(self._last, Book(title=plan.text, pages=plan.number))
        if plan.mode == "tools":
            found = _same(self._tools, [f"{plan.text} {plan.number}"])
        else:
            response = stream.construct_call_response()
            found = _same((self._text, response.content), (plan.text, plan.text))
        return found if found != ANSWER else name_attempts(plan, stream.attempts)


def name_result(plan: Plan, result: Any) -> str:
    """Name the outcome of a call that gave something."""
    response = result
    if plan.mode == "model":
        response = result._response
        found = _same(result, Book(title=plan.text, pages=plan.number))
    elif plan.mode == "tools":
        called = [tool.call() for tool in result.tools or ()]
        found = _same(called, [f"{plan.text} {plan.number}"])
    else:
        found = _same(result.content, plan.text)
    return found if found != ANSWER else name_attempts(plan, response.attempts)


def name_attempts(plan: Plan, attempts: Sequence[Any]) -> str:
    """Compare the attempts that a response tells of with the plan."""
    *failed, last = attempts
    found = tuple(name_error(one.error) for one in failed)
    return _same((found, last.error), (plan.errors, None))


def _same(found: object, wanted: object) -> str:
    return ANSWER if found == wanted else f"{found!r} in place of {wanted!r}"


def name_error(error: Exception) -> str:
    """Name an error by its class among ours."""
    if isinstance(error, ResponseError):
        return type(error).__name__
    for kind in type(error).__mro__:
        if kind is getattr(llm, kind.__name__, None):
            return kind.__name__
    return f"{type(error).__module__}:{type(error).__qualname__}: {error}"
