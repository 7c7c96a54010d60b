"""Mistral."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from tests.contract.row import Row
from tests.server import Server


def make(row: Row, server: Server, is_async: bool, options: dict[str, Any]) -> Any:
    """Make a client that points at the server."""
    from mistralai.client.utils import BackoffStrategy, RetryConfig

    given = {"api_key": "custom-key", "server_url": server.url + row.base} | options
    if given.pop("max_retries", 0):
        backoff = BackoffStrategy(1, 10, 1.5, 60_000)
        given["retry_config"] = RetryConfig("backoff", backoff, False)
    return row.sdk_name(row.clients[is_async])(**given)


class Closing:
    """Closes a client; awaited, also its half for async calls."""

    def __init__(self, client: Any) -> None:
        client.__exit__(None, None, None)
        self.client = client

    def __await__(self) -> Generator[Any, Any, None]:
        return self.client.__aexit__(None, None, None).__await__()


def native(role: str, text: str) -> Any:
    """Make a message of the SDK."""
    from mistralai.client import models

    return {"user": models.UserMessage, "system": models.SystemMessage}[role](
        content=text
    )


def transport() -> str:
    """Find what the SDK sends with."""
    with suppress(PackageNotFoundError):
        if version("mistralai").startswith("2."):
            return "httpx"
    return "httpx2"


ERRORS = "mistralai.client.errors:"

ROWS = (
    Row(
        id="mistral",
        provider="mistral",
        package="mistral",
        prefix="Mistral",
        model="mistral-small-latest",
        path="/mistral/v1/chat/completions",
        base="/mistral",
        sdk="mistralai.client",
        clients=("Mistral", "Mistral"),
        key="MISTRAL_API_KEY",
        base_key="MISTRAL_SERVER_URL",
        emulated=("MISTRAL_SERVER_URL", "/mistral"),
        errors=dict.fromkeys((400, 401, 403, 404, 429, 500), ERRORS + "SDKError"),
        disconnected=f"{transport()}:RemoteProtocolError",
        malformed=ERRORS + "ResponseValidationError",
        native=native,
        words={"stop": "stop", "content_filter": "stop"},
        own={"safe_prompt": True},
        own_common={"safe_prompt": True},
        response_type="ChatCompletionResponse",
        chunk_type="CompletionChunk",
        stream_options=False,
        forced=lambda _: "any",
        insists=frozenset({"id", "usage"}),
        ids=lambda ids: [f"call{n:05}" for n, _ in enumerate(ids, 1)],
        make=make,
        close=Closing,
        media={"image": "passed", "audio": "loaded", "document": "passed"},
        has=frozenset(
            {
                *("choices", "images", "index", "input_audio", "no_ids", "price"),
                *("stops_at_once", "thinking"),
            }
        ),
    ),
)
