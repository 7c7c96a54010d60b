"""Bedrock's Converse API, by boto3 and aiobotocore."""

from __future__ import annotations

import os
import re
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from tests.contract.row import ERRORS, SECRET, Row, Sdk, Wire
from tests.server import Request, Server
from tests.server.dialects.bedrock import REASONS

MODEL = "anthropic.claude-3-haiku-20240307-v1:0"


def make(row: Row, server: Server, is_async: bool, options: dict[str, Any]) -> Any:
    """Make a client of boto3, or a coroutine that opens one of aiobotocore."""
    retries = {"total_max_attempts": options.get("max_retries", 0) + 1}
    kind = "aiobotocore.config:AioConfig" if is_async else "botocore.config:Config"
    given = {
        "service_name": "bedrock-runtime",
        "region_name": "us-east-1",
        "endpoint_url": server.url,
        "aws_access_key_id": options.get("api_key", "custom-key"),
        "aws_secret_access_key": "custom-secret",
        "config": row.sdk.find(kind)(retries=retries),
    }
    if not is_async:
        return import_module("boto3").Session().client(**given)
    session = import_module("aiobotocore.session").get_session()
    return session.create_client(**given).__aenter__()


def key_of(request: Request) -> str:
    """Read the key that signed a request."""
    found = re.search("Credential=([^/]*)/", request.headers["authorization"])
    assert found is not None
    return found[1]


def content_of(message: Any) -> str:
    """Read the text of a message."""
    return "".join(block.get("text", "") for block in message["content"])


def _has_output_config() -> bool:
    """Tell whether the SDK knows of native schemas."""
    if find_spec("botocore") is None:
        return False
    loader = import_module("botocore.loaders").Loader()
    model = loader.load_service_model("bedrock-runtime", "service-2")
    return "outputConfig" in model["shapes"]["ConverseRequest"]["members"]


ROWS = (
    Row(
        id="bedrock",
        provider="bedrock",
        package="bedrock",
        prefix="Bedrock",
        model=MODEL,
        lacks=frozenset(
            {"frequency_penalty", "presence_penalty", "seed"}
            | {"response_format", "system"}
        ),
        has=frozenset(
            {"asked_model", "error_events", "price", "thinking"}
            | ({"strict"} if _has_output_config() else set())
        ),
        wire=Wire(
            path=f"/model/{MODEL.replace(':', '%3A')}/converse",
            base="",
            key="AWS_ACCESS_KEY_ID",
            base_key="AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
            emulated=("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", ""),
            environment={
                "AWS_SECRET_ACCESS_KEY": "test-bedrock-secret",
                "AWS_REGION": "us-east-1",
                "AWS_CONFIG_FILE": os.devnull,
                "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
                "AWS_EC2_METADATA_DISABLED": "true",
            },
            key_of=key_of,
            words=REASONS,
            own_common={"additionalModelRequestFields": {"top_k": 3}},
            stream_options=False,
            forced=lambda name: {"type": "function", "function": {"name": name}},
            media=dict.fromkeys(("image", "document"), "loaded"),
            schemes=frozenset({"s3"}),
        ),
        sdk=Sdk(
            secrets={"requestMetadata": {"api_key": SECRET}},
            name="boto3",
            async_name="aiobotocore",
            clients=("boto3.client", "create_client"),
            make=make,
            errors=dict.fromkeys(ERRORS, "botocore.exceptions:ClientError"),
            little_time=None,
            disconnected="botocore.exceptions:ConnectionClosedError",
            timed_out="botocore.exceptions:ReadTimeoutError",
            malformed="mirascope.exceptions:NoAnswerError",
            missing_key="credentials",
            broken="botocore.exceptions:EventStreamError",
            transports=("botocore", "urllib3", "aiohttp"),
            status_of=lambda e: e.response["ResponseMetadata"]["HTTPStatusCode"],
            body_of=lambda e: e.response["Error"],
            native=lambda role, text: {"role": role, "content": [{"text": text}]},
            text_of=content_of,
            model_key="modelId",
            own={"additionalModelRequestFields": {"top_k": 3}},
            native_tool={"toolSpec": {"name": "theirs", "inputSchema": {"json": {}}}},
            response_type="dict",
            chunk_type="dict",
        ),
    ),
)
