"""How a provider is reached by the contract suite, and what it can do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest

from tests.server import Request, Server

ERRORS = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    429: "RateLimitError",
    500: "InternalServerError",
}


SECRET = "sk-SECRET-123"
SECRET_HEADERS = {"X-Auth": SECRET, "Idempotency-Key": SECRET}


@dataclass(frozen=True, kw_only=True)
class Params:
    """Typed parameters of a provider, and where its SDK takes them."""

    name: str
    """The class, as `package:name` below `mirascope.core`."""
    sdk: tuple[str, str]
    """The distribution, and the version that the two were compared with."""
    methods: tuple[str, ...]
    hints: str | None = None
    """The SDK's class that has the types of the parameters."""
    left_out: Mapping[str, str] = field(default_factory=dict[str, str])
    """What the method takes and the class does not have, and why."""
    more: Mapping[str, str] = field(default_factory=dict[str, str])
    """What the class has and the method does not take, and how it is sent."""


@dataclass(frozen=True, kw_only=True)
class Wire:
    """Where a provider's requests go, and what they and the answers say."""

    path: str
    """The request path of the chat endpoint."""
    base: str
    """The path of the client's base URL."""
    key: str | None
    """The environment variable of the key."""
    base_key: str | None
    """The environment variable of the base URL."""
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    """What else the default client needs."""
    emulated: tuple[str, str] | None = None
    """The variable and path that lead the default client to the emulator."""
    placeholder: str | None = None
    """The key that a service is sent which needs none."""
    key_of: Callable[[Request], str] = lambda request: request.headers[
        "authorization"
    ].removeprefix("Bearer ")
    """Reads the key that came with a request."""
    words: Mapping[str, str] = field(default_factory=dict[str, str])
    """The finish reasons of chat completions to the service's, where they differ."""
    defaults: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What every request has, in the words of chat completions."""
    own_common: Mapping[str, Any] = field(default_factory=lambda: {"user": "bob"})
    """The SDK's `own` in a request, as `common` shows it."""
    native_tool_common: Any = None
    """The SDK's `native_tool` in a request, where `common` shows it otherwise."""
    forced: Callable[[str], Any] = lambda _: "required"
    """The tool choice that forces a tool."""
    ids: Callable[[list[str]], list[str]] = lambda ids: ids
    """What becomes of the ids of calls that some other service made."""
    stream_options: bool = True
    """Whether streams are asked for their usage."""
    media: Mapping[str, str] = field(default_factory=dict[str, str])
    """What becomes of an `http` address of an image, audio or document: it is `loaded`
    here, or `passed` on to the service."""
    schemes: frozenset[str] = frozenset()
    """The schemes of addresses that only the service knows."""


@dataclass(frozen=True, kw_only=True)
class Sdk:
    """The classes, errors and keywords of a provider's SDK."""

    name: str = "openai"
    """The package, which is imported."""
    async_name: str | None = None
    """The package that async calls need, where it is another one."""
    clients: tuple[str, str] = ("OpenAI", "AsyncOpenAI")
    """The sync and async client classes."""
    make: Callable[[Row, Server, bool, dict[str, Any]], Any] | None = None
    """Makes a client that points at the server, where it is not made as OpenAI's is:
    `make(row, server, is_async, options)`."""
    close: Callable[[Any], Any] = lambda client: client.close()
    """Closes a client; gives an awaitable, if it is async."""
    needs_client: bool = False
    """Whether each call must be given a client."""
    takes_client: bool = True
    """Whether calls can be given a client."""
    errors: Mapping[int, str] = field(default_factory=lambda: ERRORS)
    """The error classes by HTTP status: names in the package, or `module:name`."""
    disconnected: str = "APIConnectionError"
    """The error where the connection closes before anything is answered."""
    timed_out: str = "APITimeoutError"
    """The error where nothing comes in time."""
    malformed: str = "APIError"
    """The error where an answer is no JSON, unless it is a `JSONDecodeError`;
    ours where the SDK takes it for an answer that says nothing."""
    broken: str = "APIError"
    """The error for an error event in a stream."""
    missing_key: str | None = None
    """What it says of a missing key, where it does not name the variable."""
    little_time: Mapping[str, Any] | None = field(
        default_factory=lambda: {"timeout": 0.2}
    )
    """The parameters that let a request take little time, if there are such."""
    transports: tuple[str, ...] = ("httpx", "httpx2")
    """The packages whose errors come through where a connection breaks off."""
    status_of: Callable[[Any], int] = lambda error: error.status_code
    """Reads the HTTP status from one of the errors."""
    body_of: Callable[[Any], Any] = lambda error: error.body
    """Reads the service's words from one of the errors."""
    messages_key: str = "messages"
    """The keyword that takes the messages."""
    model_key: str = "model"
    """The keyword that takes the model."""
    native: Callable[[str, str], Any] = lambda role, text: {
        "role": role,
        "content": text,
    }
    """Makes a native message of plain text, as the provider's codec makes it."""
    text_of: Callable[[Any], str] | None = None
    """Reads the text of a native message, where it is not its `content`."""
    own: Mapping[str, Any] = field(default_factory=lambda: {"user": "bob"})
    """A parameter that is not among the common ones."""
    secrets: Mapping[str, Any] = field(
        default_factory=lambda: {
            "extra_headers": SECRET_HEADERS,
            "extra_query": {"key": SECRET, "sig": SECRET},
            "extra_body": {"credentials": {"private_key": SECRET}},
        }
    )
    """Parameters that hold credentials, all of them `SECRET`."""
    native_tool: Any = field(
        default_factory=lambda: {
            "type": "function",
            "function": {"name": "theirs", "parameters": {}},
        }
    )
    """A tool in the service's own form, called `theirs`."""
    response_type: str = "ChatCompletion"
    chunk_type: str = "ChatCompletionChunk"
    """The names of the classes; an empty name is not checked."""
    insists: frozenset[str] = frozenset()
    """What an answer is refused without: `id`, `usage`."""

    @property
    def is_installed(self) -> bool:
        """Whether it can be imported."""
        top, _, rest = self.name.partition(".")
        return find_spec(top) is not None and (
            not rest or find_spec(self.name) is not None
        )

    def need(self, is_async: bool) -> None:
        """Skip the test where calls of this kind need a package that is missing."""
        if is_async and self.async_name is not None and not find_spec(self.async_name):
            pytest.skip(f"the package {self.async_name} is not installed")

    def find(self, name: str) -> Any:
        """Find one of its names; `module:name` is looked for anywhere."""
        module, _, rest = name.rpartition(":")
        return getattr(import_module(module or self.name), rest)

    def resource(self, client: Any) -> Any:
        """Find what has `create`, at an SDK like OpenAI's."""
        return (
            client.messages if hasattr(client, "messages") else client.chat.completions
        )


@dataclass(frozen=True, kw_only=True)
class Row:
    """A provider, and what it can do."""

    id: str
    provider: str
    """The name that `llm.call` takes and responses report."""
    package: str | None
    """The package below `mirascope.core`; `None` where there is only `llm.call`."""
    prefix: str
    """What the package's classes begin with."""
    model: str
    unknown_model: str = "a-model-nobody-knows"
    """A model that the SDK takes, and that has no price."""
    twin: bool = False
    """Whether it shares its code with another row, and so leaves the matrices to it."""
    lacks: frozenset[str] = frozenset()
    """The common parameters that the service does not have."""
    has: frozenset[str] = frozenset()
    """What not every provider has; `needs` marks a test that wants it."""
    wire: Wire
    sdk: Sdk = Sdk()

    def __getattr__(self, name: str) -> Any:
        """Look into the two parts, for programs that stand outside of this suite."""
        if not name.startswith("_"):
            for part in (self.wire, self.sdk):
                if hasattr(part, name):
                    return getattr(part, name)
        raise AttributeError(name)

    @property
    def abilities(self) -> set[str]:
        """All that `needs` can ask for."""
        marks = {
            "package": self.package is not None,
            "default_client": not self.sdk.needs_client,
            "key": self.wire.key is not None,
            "client": self.sdk.takes_client,
            "two_clients": self.sdk.clients[0] != self.sdk.clients[1],
            "stream_options": self.wire.stream_options,
            "media": bool(self.wire.media),
            "loaded_media": "loaded" in self.wire.media.values(),
            "own_addresses": bool(self.wire.schemes),
        }
        return {*self.has, *(name for name, given in marks.items() if given)}

    def given(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Leave out the common parameters that the service does not have."""
        return {k: v for k, v in params.items() if k not in self.lacks}

    @property
    def module(self) -> Any:
        """The provider's package."""
        return import_module(f"mirascope.core.{self.package}")

    def named(self, suffix: str) -> Any:
        """Find one of the provider's classes."""
        return getattr(self.module, self.prefix + suffix)

    def make_client_of(self, kind: type, server: Server) -> Any:
        """Make a sync client of a class of one's own."""
        where = {"azure_endpoint": server.url, "api_version": "2024-10-21"}
        if not self.sdk.needs_client:
            where = {"base_url": server.url + self.wire.base}
        return kind(api_key="custom-key", max_retries=0, **where)

    def make_client(self, server: Server, is_async: bool = False, **options: Any):
        """Make a client that points at the server."""
        if self.sdk.make is not None:
            return self.sdk.make(self, server, is_async, options)
        kind = self.sdk.find(self.sdk.clients[is_async])
        options = {"api_key": "custom-key", "max_retries": 0} | options
        if self.sdk.needs_client:
            return kind(azure_endpoint=server.url, api_version="2024-10-21", **options)
        return kind(base_url=server.url + self.wire.base, **options)
