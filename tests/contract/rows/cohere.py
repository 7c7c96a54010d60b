"""Cohere."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from tests.contract.row import SECRET_HEADERS, Params, Row, Sdk, Wire
from tests.server import Server
from tests.server.dialects.cohere import WORDS


def make(row: Row, server: Server, is_async: bool, options: dict[str, Any]) -> Any:
    """Make a client that points at the server."""
    kind = row.sdk.find(row.sdk.clients[is_async])
    given = {"api_key": "custom-key", "max_retries": 0} | options
    if "max_retries" not in inspect.signature(kind).parameters and given.pop(
        "max_retries"
    ):
        pytest.skip("this version of the SDK has no such option")
    return kind(base_url=server.url + row.wire.base, **given)


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
        has=frozenset({"asked_model", "images", "price", "thinking"}),
        wire=Wire(
            path="/v2/chat",
            base="",
            key="CO_API_KEY",
            base_key="CO_API_URL",
            words=WORDS,
            own_common={"k": 3},
            emulated=("CO_API_URL", ""),
            stream_options=False,
            media={"image": "passed"},
        ),
        sdk=Sdk(
            secrets={"request_options": {"additional_headers": SECRET_HEADERS}},
            name="cohere",
            clients=("ClientV2", "AsyncClientV2"),
            errors={
                400: "BadRequestError",
                401: "UnauthorizedError",
                403: "ForbiddenError",
                404: "NotFoundError",
                429: "TooManyRequestsError",
                500: "InternalServerError",
            },
            little_time={"request_options": {"timeout_in_seconds": 1}},
            disconnected="httpx:TransportError",
            timed_out="httpx:ReadTimeout",
            malformed="cohere.core.api_error:ApiError",
            transports=("httpx",),
            own={"k": 3},
            response_type="V2ChatResponse",
            chunk_type="",
            make=make,
            close=close,
        ),
    ),
)

PARAMS = (
    Params(
        name="cohere:CohereCallParams",
        sdk=("cohere", "7.3"),
        methods=(
            "cohere.v2.client:V2Client.chat",
            "cohere.base_client:BaseCohere.chat",
        ),
        left_out={
            "accepts": "the form of the answer, which is ours to read",
            "message": "the prompt says it",
        },
    ),
)
