"""Mistral."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from tests.contract.row import SECRET_HEADERS, Params, Row, Sdk, Wire
from tests.server import Server


def make(row: Row, server: Server, is_async: bool, options: dict[str, Any]) -> Any:
    """Make a client that points at the server."""
    utils = import_module(SDK + ".utils")
    given = {
        "api_key": "custom-key",
        "server_url": server.url + row.wire.base,
    } | options
    if given.pop("max_retries", 0):
        backoff = utils.BackoffStrategy(1, 10, 1.5, 60_000)
        given["retry_config"] = utils.RetryConfig("backoff", backoff, False)
    return row.sdk.find(row.sdk.clients[is_async])(**given)


class Closing:
    """Closes a client; awaited, also its half for async calls."""

    def __init__(self, client: Any) -> None:
        client.__exit__(None, None, None)
        self.client = client

    def __await__(self) -> Generator[Any, Any, None]:
        return self.client.__aexit__(None, None, None).__await__()


def native(role: str, text: str) -> Any:
    """Make a message of the SDK."""
    models = import_module(SDK).models
    return {"user": models.UserMessage, "system": models.SystemMessage}[role](
        content=text
    )


def major() -> int:
    """Tell which SDK this is."""
    with suppress(PackageNotFoundError):
        return int(version("mistralai").partition(".")[0])
    return 3


KNOWS_OTHERS = major() > 1
"""Whether the SDK takes blocks of a kind that it does not know."""
SDK = "mistralai" if major() == 1 else "mistralai.client"
ERRORS = SDK + (".models" if major() == 1 else ".errors")
TRANSPORT = "httpx2" if major() > 2 else "httpx"

ROWS = (
    Row(
        id="mistral",
        provider="mistral",
        package="mistral",
        prefix="Mistral",
        model="mistral-small-latest",
        has=frozenset(
            {
                *("choices", "images", "index", "input_audio", "no_ids", "price"),
                *("stops_at_once", "thinking"),
            }
        ),
        wire=Wire(
            path="/mistral/v1/chat/completions",
            base="/mistral",
            key="MISTRAL_API_KEY",
            base_key="MISTRAL_SERVER_URL",
            emulated=("MISTRAL_SERVER_URL", "/mistral"),
            words={"stop": "stop", "content_filter": "stop"},
            own_common={"safe_prompt": True},
            stream_options=False,
            forced=lambda _: "any",
            ids=lambda ids: [f"call{n:05}" for n, _ in enumerate(ids, 1)],
            media={"image": "passed", "audio": "loaded", "document": "passed"},
        ),
        sdk=Sdk(
            secrets={"http_headers": SECRET_HEADERS},
            name=SDK,
            clients=("Mistral", "Mistral"),
            errors=dict.fromkeys((400, 401, 403, 404, 429, 500), ERRORS + ":SDKError"),
            little_time={"timeout_ms": 200},
            disconnected=TRANSPORT + ":RemoteProtocolError",
            timed_out=TRANSPORT + ":ReadTimeout",
            malformed=ERRORS + ":ResponseValidationError",
            native=native,
            own={"safe_prompt": True},
            response_type="ChatCompletionResponse",
            chunk_type="CompletionChunk",
            insists=frozenset({"id", "usage"}),
            make=make,
            close=Closing,
        ),
    ),
)

PARAMS = (
    Params(
        name="mistral:MistralCallParams",
        sdk=("mistralai", "3.7"),
        methods=(f"{SDK}.chat:Chat.complete", f"{SDK}.chat:Chat.stream"),
    ),
)
