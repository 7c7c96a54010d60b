"""How a provider is reached by the contract suite, and what it can do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from tests.server import Server


@dataclass(frozen=True, kw_only=True)
class Row:
    """How to reach a provider, and what it can do."""

    id: str
    provider: str
    """The name that `llm.call` takes and responses report."""
    package: str | None
    """The package below `mirascope.core`; `None` where there is only `llm.call`."""
    prefix: str
    """What the package's classes begin with."""
    model: str
    path: str
    """The request path of the chat endpoint."""
    base: str
    """The path of the client's base URL."""
    sdk: str = "openai"
    clients: tuple[str, str] = ("OpenAI", "AsyncOpenAI")
    """The SDK's sync and async client classes."""
    key: str | None
    """The environment variable of the key."""
    base_key: str | None
    """The environment variable of the base URL."""
    needs_client: bool = False
    """Whether each call must be given a client."""
    emulated: tuple[str, str] | None = None
    """The variable and path that lead the default client to the emulator."""
    make: Callable[[Row, Server, bool, dict[str, Any]], Any] | None = None
    """Makes a client that points at the server, where it is not made as OpenAI's is:
    `make(row, server, is_async, options)`."""
    close: Callable[[Any], Any] = lambda client: client.close()
    """Closes a client; gives an awaitable, if it is async."""
    has: frozenset[str] = frozenset()
    """What not every provider has; `needs` marks a test that wants it."""
    stream_options: bool = True
    forced: Callable[[str], Any] = lambda _: "required"
    """The tool choice that forces a tool."""

    @property
    def abilities(self) -> set[str]:
        """All that `needs` can ask for."""
        marks = {
            "package": self.package is not None,
            "default_client": not self.needs_client,
            "key": self.key is not None,
            "stream_options": self.stream_options,
        }
        return {*self.has, *(name for name, given in marks.items() if given)}

    @property
    def is_installed(self) -> bool:
        """Whether the provider's SDK can be imported."""
        top, _, rest = self.sdk.partition(".")
        return find_spec(top) is not None and (
            not rest or find_spec(self.sdk) is not None
        )

    @property
    def module(self) -> Any:
        """The provider's package."""
        return import_module(f"mirascope.core.{self.package}")

    def named(self, suffix: str) -> Any:
        """Find one of the provider's classes."""
        return getattr(self.module, self.prefix + suffix)

    def sdk_name(self, name: str) -> Any:
        """Find a name of the provider's SDK."""
        return getattr(import_module(self.sdk), name)

    def make_client(self, server: Server, is_async: bool = False, **options: Any):
        """Make a client that points at the server."""
        if self.make is not None:
            return self.make(self, server, is_async, options)
        kind = self.sdk_name(self.clients[is_async])
        options = {"api_key": "custom-key", "max_retries": 0} | options
        if self.needs_client:
            return kind(azure_endpoint=server.url, api_version="2024-10-21", **options)
        return kind(base_url=server.url + self.base, **options)
