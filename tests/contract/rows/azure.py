"""Azure AI, by its own SDK."""

from __future__ import annotations

from typing import Any

from tests.contract.row import SECRET_HEADERS, Params, Row, Sdk, Wire
from tests.server import Server


def make(row: Row, server: Server, is_async: bool, options: dict[str, Any]) -> Any:
    """Make a client that points at the server."""
    from azure.ai import inference
    from azure.ai.inference import aio
    from azure.core.credentials import AzureKeyCredential

    given = {"retry_total": 0} | options
    key = given.pop("api_key", "custom-key")
    if "max_retries" in given:
        given["retry_total"] = given.pop("max_retries")
    kind = (aio if is_async else inference).ChatCompletionsClient
    return kind(server.url + row.wire.base, AzureKeyCredential(key), **given)


ERRORS = "azure.core.exceptions:"
HAS = {
    "carries",
    "chat",
    "choices",
    "images",
    "index",
    "no_ids",
    "thinking",
    "free_arguments",
}

ROWS = (
    Row(
        id="azure",
        provider="azure",
        package="azure",
        prefix="Azure",
        model="gpt-4o-mini",
        has=frozenset(
            HAS | {"refusal", "input_audio", "strict", "json_message", "price"}
        ),
        wire=Wire(
            path="/azure/models/chat/completions",
            base="/azure/models",
            key="AZURE_INFERENCE_CREDENTIAL",
            base_key="AZURE_INFERENCE_ENDPOINT",
            emulated=("AZURE_INFERENCE_ENDPOINT", "/azure"),
            media={"image": "passed", "audio": "loaded"},
        ),
        sdk=Sdk(
            secrets={"headers": SECRET_HEADERS},
            name="azure.ai.inference",
            clients=("inference.ChatCompletionsClient", "aio.ChatCompletionsClient"),
            async_name="aiohttp",
            errors={
                400: ERRORS + "HttpResponseError",
                401: ERRORS + "ClientAuthenticationError",
                403: ERRORS + "HttpResponseError",
                404: ERRORS + "ResourceNotFoundError",
                429: ERRORS + "HttpResponseError",
                500: ERRORS + "HttpResponseError",
            },
            little_time={"read_timeout": 0.2},
            disconnected=ERRORS + "AzureError",
            timed_out=ERRORS + "ServiceResponseTimeoutError",
            malformed=ERRORS + "DecodeError",
            transports=("azure",),
            body_of=lambda error: error.response.json(),
            own={"model_extras": {"user": "bob"}},
            response_type="ChatCompletions",
            chunk_type="StreamingChatCompletionsUpdate",
            make=make,
        ),
    ),
)

PARAMS = (
    Params(
        name="azure:AzureCallParams",
        sdk=("azure-ai-inference", "1.0.0b9"),
        methods=("azure.ai.inference:ChatCompletionsClient.complete",),
        left_out={"body": "takes the place of all others"},
        more={"headers": "as a keyword", "stream_options": "among `model_extras`"},
    ),
)
