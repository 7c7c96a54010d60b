"""How the recordings of a service are read, and how they are replayed to its SDK."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from tests.wire.recordings import JSON, Expected, Recording

Make = Callable[[str, str, bool], Any]


def find(name: str) -> Any:
    """Find something by `module:name`."""
    module, _, rest = name.partition(":")
    return getattr(import_module(module), rest)


def _close(client: Any) -> Any:
    return client.close()


def _blocks_of(message: Any) -> list[JSON]:
    content = message["content"]
    if isinstance(content, str):
        return [{"type": "text", "text": content}] if content else []
    return content


@dataclass(frozen=True, kw_only=True)
class Source:
    """One service, or one way to it."""

    id: str
    provider: str
    """What `llm.call` takes."""
    package: str
    """The package below `mirascope.core`."""
    needs: tuple[str, ...]
    """The modules without which there is nothing to test."""
    async_needs: str | None = None
    """The module that async calls need, where it is another one."""
    lost: Callable[[Recording], str | None] = lambda _: None
    """Tells what of a recording the installed SDK is too old to show."""
    folders: frozenset[str]
    endpoints: frozenset[str]
    read: Callable[[Recording], Expected]
    """Reads what was recorded, by the service's documents alone."""
    words: Mapping[str, str]
    """The finish reasons in common words; others have none."""
    done: str = "stop"
    """The reason of an answer that is complete, also one that holds tool calls."""
    make: Make | None
    """Makes a client: `make(url, kind, is_async)`. An awaitable is waited for."""
    kind: Callable[[Recording], str] = lambda _: ""
    """Tells which kind of client a recording needs."""
    close: Callable[[Any], Any] = _close
    one_client: bool = False
    """Whether the same client is for sync and async calls."""
    options: Callable[[str], JSON] = lambda _: {}
    """What else a call needs, by the address of the replay server."""
    model: Callable[[Recording], str] = lambda recording: recording.model
    fits: Callable[[Recording], bool] = lambda _: True
    error: Callable[[Recording], type[Exception]]
    """The SDK's error for a recorded one."""
    status_of: Callable[[Any], int] = lambda error: error.status_code
    broken: tuple[str, ...] = ()
    """The SDK's errors where one comes in the midst of a stream."""
    blocks_of: Callable[[Any], list[JSON]] = _blocks_of
    """Reads the blocks of a message of the SDK, or of one in a request."""
    messages: str = "messages"
    """Where a request has its messages."""
    assistant: str = "assistant"
    tidy: Callable[[list[JSON]], list[JSON]] = lambda blocks: blocks
    """Puts what means the same into one form."""

    @property
    def is_installed(self) -> bool:
        return all(is_there(module) for module in self.needs)

    def takes(self, recording: Recording) -> bool:
        return (
            recording.provider in self.folders
            and recording.endpoint in self.endpoints
            and self.fits(recording)
        )


def is_there(module: str) -> bool:
    """Tell whether a module is installed."""
    parts = module.split(".")
    names = [".".join(parts[: n + 1]) for n in range(len(parts))]
    try:
        return all(find_spec(name) is not None for name in names)
    except ModuleNotFoundError:  # what is above it is no package
        return False
