"""Cohere."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from tests.contract.row import Row
from tests.server import Server
from tests.server.dialects.cohere import WORDS


def make(row: Row, server: Server, is_async: bool, options: dict[str, Any]) -> Any:
    """Make a client that points at the server."""
    kind = row.sdk_name(row.clients[is_async])
    given = {"api_key": "custom-key", "max_retries": 0} | options
    if "max_retries" not in inspect.signature(kind).parameters and given.pop(
        "max_retries"
    ):
        pytest.skip("this version of the SDK has no such option")
    return kind(base_url=server.url + row.base, **given)


def close(client: Any) -> Any:
    """Close a client; gives an awaitable, if it is async."""
    leave = getattr(client, "__aexit__", None) or client.__exit__
    return leave(None, None, None)


ROWS = (
    Row(
        id="cohere",
        provider="cohere",
        package="cohere",
        prefix="Cohere",
        model="command-a-03-2025",
        path="/v2/chat",
        base="",
        sdk="cohere",
        clients=("ClientV2", "AsyncClientV2"),
        key="CO_API_KEY",
        base_key="CO_API_URL",
        errors={
            400: "BadRequestError",
            401: "UnauthorizedError",
            403: "ForbiddenError",
            404: "NotFoundError",
            429: "TooManyRequestsError",
            500: "InternalServerError",
        },
        disconnected="httpx:TransportError",
        malformed="cohere.core.api_error:ApiError",
        transports=("httpx",),
        words=WORDS,
        own={"k": 3},
        own_common={"k": 3},
        response_type="V2ChatResponse",
        chunk_type="",
        emulated=("CO_API_URL", ""),
        stream_options=False,
        make=make,
        close=close,
        media={"image": "passed"},
        has=frozenset({"asked_model", "images", "price", "thinking"}),
    ),
)
