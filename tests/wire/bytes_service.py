"""A service that answers with given bytes, right behind the HTTP clients of the SDKs.

No socket merges or delays what a test has cut, so each piece arrives by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import pytest

from tests.raw import switch_raw

from . import telling

CLASSES = {"openai": "OpenAI", "groq": "Groq", "anthropic": "Anthropic"}


@dataclass
class Service:
    """What is answered, and what was asked."""

    pieces: list[bytes]
    headers: dict[str, str] = field(
        default_factory=lambda: {"content-type": "text/event-stream"}
    )
    status: int = 200
    breaks: str | None = None
    """The error of the HTTP package that comes after the pieces."""
    requests: list[Any] = field(default_factory=list[Any])
    sent: int = 0
    """How many pieces of the latest answer were taken."""

    def client(
        self, sdk: str, is_async: bool, kind: str | None = None, **options: Any
    ) -> Any:
        """Make a client of an SDK whose requests come here."""
        module: Any = import_module(sdk)
        prefix = "Async" if is_async else ""
        http: Any = getattr(module, f"Default{prefix}HttpxClient")
        package: Any = import_module(http.__mro__[1].__module__.partition(".")[0])
        transport = self._transport(package, is_async)
        options["max_retries"] = 0
        if kind is None:
            options["api_key"] = "k"
        make = getattr(module, prefix + (kind or CLASSES[sdk]))
        return make(http_client=http(transport=transport), **options)

    def _transport(self, package: Any, is_async: bool) -> Any:
        service = self

        class Body(package.SyncByteStream, package.AsyncByteStream):
            def __iter__(self) -> Iterator[bytes]:
                for number, piece in enumerate(service.pieces, 1):
                    service.sent = number
                    yield piece
                if service.breaks is not None:
                    raise getattr(package, service.breaks)("it broke")

            async def __aiter__(self) -> AsyncIterator[bytes]:
                for piece in Body.__iter__(self):
                    yield piece

        class Transport(package.BaseTransport, package.AsyncBaseTransport):
            def handle_request(self, request: Any) -> Any:
                service.requests.append(request)
                return package.Response(
                    service.status,
                    headers=service.headers,
                    stream=Body(),
                    request=request,
                )

            async def handle_async_request(self, request: Any) -> Any:
                await request.aread()
                return Transport.handle_request(self, request)

        return Transport()


@dataclass
class Caller:
    """Asks one SDK's client, one way."""

    sdk: str
    is_async: bool
    runner: asyncio.Runner

    def stream(self, service: Service, **options: Any) -> Any:
        """Make a stream of what a service answers."""
        package = import_module(f"mirascope.core.{self.sdk}")
        options.setdefault("client", service.client(self.sdk, self.is_async))
        call = package.call("a-model", stream=True, **options)
        if not self.is_async:
            return call(lambda: "hi")()

        async def prompt() -> str:
            return "hi"

        return self.runner.run(call(prompt)())

    def tell(self, service: Service, **options: Any) -> dict[str, Any]:
        """Read a stream to its end, and say everything."""
        return telling.read(self, self.stream(service, **options))

    def compare(self, service: Service, **options: Any) -> dict[str, Any]:
        """Read a stream on both paths, and find no difference."""
        options.setdefault("client", service.client(self.sdk, self.is_async))
        fast = self.tell(service, **options)
        assert "x-stainless-raw-response" in service.requests[-1].headers
        with pytest.MonkeyPatch.context() as patch:
            switch_raw(patch, "0")
            ordinary = self.tell(service, **options)
        assert "x-stainless-raw-response" not in service.requests[-1].headers
        found = telling.differences(fast, ordinary)
        assert not found, "\n".join(found[:10])
        return fast
