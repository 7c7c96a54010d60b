"""The providers of the contract suite: a new one is one row here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
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
        kind = self.sdk_name(self.clients[is_async])
        options = {"api_key": "custom-key", "max_retries": 0} | options
        if self.needs_client:
            return kind(azure_endpoint=server.url, api_version="2024-10-21", **options)
        return kind(base_url=server.url + self.base, **options)


OPENAI_LIKE = frozenset({"refusal", "audio", "input_audio", "strict", "json_message"})

ROWS = (
    Row(
        id="openai",
        provider="openai",
        package="openai",
        prefix="OpenAI",
        model="gpt-4o-mini",
        path="/v1/chat/completions",
        base="/v1",
        key="OPENAI_API_KEY",
        base_key="OPENAI_BASE_URL",
        has=OPENAI_LIKE | {"price"},
    ),
    Row(
        id="azure-openai",
        provider="openai",
        package="openai",
        prefix="OpenAI",
        model="my-deployment",
        path="/openai/deployments/my-deployment/chat/completions",
        base="/",
        clients=("AzureOpenAI", "AsyncAzureOpenAI"),
        key=None,
        base_key=None,
        needs_client=True,
        has=OPENAI_LIKE,
    ),
    Row(
        id="xai",
        provider="xai",
        package="xai",
        prefix="XAI",
        model="grok-3",
        path="/xai/v1/chat/completions",
        base="/xai/v1",
        key="XAI_API_KEY",
        base_key="XAI_BASE_URL",
        has=(OPENAI_LIKE - {"strict"}) | {"price"},
    ),
    Row(
        id="groq",
        provider="groq",
        package="groq",
        prefix="Groq",
        model="llama-3.3-70b-versatile",
        path="/openai/v1/chat/completions",
        base="",
        sdk="groq",
        clients=("Groq", "AsyncGroq"),
        key="GROQ_API_KEY",
        base_key="GROQ_BASE_URL",
        stream_options=False,
        forced=lambda name: {"type": "function", "function": {"name": name}},
        has=frozenset({"price"}),
    ),
    Row(
        id="ollama",
        provider="ollama",
        package=None,
        prefix="OpenAI",
        model="llama3.2",
        path="/ollama/v1/chat/completions",
        base="/ollama/v1",
        key=None,
        base_key="OLLAMA_BASE_URL",
        has=OPENAI_LIKE,
    ),
    Row(
        id="vllm",
        provider="vllm",
        package=None,
        prefix="OpenAI",
        model="Qwen/Qwen3-8B",
        path="/vllm/v1/chat/completions",
        base="/vllm/v1",
        key=None,
        base_key="VLLM_BASE_URL",
        has=OPENAI_LIKE,
    ),
)
