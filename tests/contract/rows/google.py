"""The Gemini API and Vertex AI."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from mirascope.core.base.call_params import COMMON_KEYS
from tests.contract.row import SECRET_HEADERS, Params, Row, Sdk, Wire
from tests.server import Request, Server

PATH = "/{}/models/gemini-2.5-flash:generateContent"


def make(row: Row, server: Server, is_async: bool, options: dict[str, Any]) -> Any:
    """Make a client of google-genai, which serves sync and async calls."""
    from google.genai import Client, types

    given = dict(options)
    http = types.HttpOptions(base_url=server.url)
    if retries := given.pop("max_retries", 0):
        http.retry_options = types.HttpRetryOptions(
            attempts=retries + 1, initial_delay=0.01
        )
    client = Client(**{"api_key": "custom-key", "http_options": http} | given)
    client.__dict__["is_async"] = is_async
    return client


def close(client: Any) -> Any:
    """Close the side of a client that was used."""
    if not client.__dict__["is_async"]:
        return client.close() if hasattr(client, "close") else None
    return client.aio.aclose() if hasattr(client.aio, "aclose") else None


def native(role: str, text: str) -> dict[str, Any]:
    """Make a content."""
    role = "model" if role == "assistant" else role
    return {"role": role, "parts": [{"text": text}]}


def content_of(message: Any) -> str:
    """Read the text of a content."""
    return "".join(part["text"] for part in message["parts"])


def key_of(request: Request) -> str:
    """Read the key that came with a request."""
    return request.headers["x-goog-api-key"]


def _found(*names: str) -> tuple[type[BaseException], ...]:
    found = [name.split(":") for name in names]
    return tuple(getattr(import_module(m), n) for m, n in found if find_spec(m))


DISCONNECTED = _found(
    *("httpx:RemoteProtocolError", "httpx2:RemoteProtocolError", "aiohttp:ClientError")
)
TIMED_OUT = _found("httpx:ReadTimeout", "httpx2:ReadTimeout")
"""The errors of the transports that the SDK may use."""


def _major() -> int:
    if find_spec("google") is None or find_spec("google.genai") is None:
        return 0
    from importlib.metadata import version

    return int(version("google-genai").partition(".")[0])


MAJOR = _major()
HAS = {"input_audio", "no_ids", "price", "thinking"}
if MAJOR > 1:  # the first one takes an error event for an empty chunk
    HAS |= {"error_events"}

ROWS = (
    Row(
        id="google",
        provider="google",
        package="google",
        prefix="Google",
        model="gemini-2.5-flash",
        lacks=frozenset({"a_new_reason", "json_arguments", "system"}),
        has=frozenset(HAS),
        wire=Wire(
            path=PATH.format("v1" if MAJOR > 2 else "v1beta"),
            base="",
            key="GOOGLE_API_KEY",
            base_key="GOOGLE_GEMINI_BASE_URL",
            emulated=("GOOGLE_GEMINI_BASE_URL", ""),
            key_of=key_of,
            words={
                "stop": "STOP",
                "length": "MAX_TOKENS",
                "content_filter": "SAFETY",
                "tool_calls": "STOP",
            },
            own_common={"topK": 3.0},
            native_tool_common={"type": "function", "function": {"name": "theirs"}},
            stream_options=False,
            forced=lambda name: ["any", name],
            media=dict.fromkeys(("image", "audio", "document"), "loaded"),
            schemes=frozenset({"gs"}),
        ),
        sdk=Sdk(
            secrets={"config": {"http_options": {"headers": SECRET_HEADERS}}},
            name="google.genai",
            clients=("Client", "Client"),
            make=make,
            close=close,
            errors={
                **dict.fromkeys(
                    (400, 401, 403, 404, 429), "google.genai.errors:ClientError"
                ),
                500: "google.genai.errors:ServerError",
            },
            little_time={"config": {"http_options": {"timeout": 200}}},
            disconnected=f"{__name__}:DISCONNECTED",
            timed_out=f"{__name__}:TIMED_OUT",
            malformed="google.genai.errors:UnknownApiResponseError",
            broken="google.genai.errors:APIError",
            transports=("httpx", "httpx2", "httpcore", "httpcore2", "aiohttp"),
            status_of=lambda error: error.code,
            body_of=lambda error: error.details,
            native=native,
            text_of=content_of,
            messages_key="contents",
            own={"config": {"top_k": 3}},
            native_tool={"function_declarations": [{"name": "theirs"}]},
            response_type="GenerateContentResponse",
            chunk_type="GenerateContentResponse",
        ),
    ),
)

PARAMS = (
    Params(
        name="google:GoogleCallParams",
        sdk=("google-genai", "3.6"),
        methods=("google.genai.models:Models.generate_content",),
        left_out={"contents": "the prompt says it"},
        more=dict.fromkeys(COMMON_KEYS, "in `config`"),
    ),
)
