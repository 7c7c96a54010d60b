"""Azure's chat completions, through its own SDK."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from tests.wire.recordings import Recording

from . import chat
from .source import Source

ERRORS = {401: "ClientAuthenticationError", 404: "ResourceNotFoundError"}


def make(url: str, kind: str, is_async: bool) -> Any:
    module = "azure.ai.inference.aio" if is_async else "azure.ai.inference"
    credentials = import_module("azure.core.credentials")
    return import_module(module).ChatCompletionsClient(
        url, credential=credentials.AzureKeyCredential("k"), retry_total=0
    )


def error(recording: Recording) -> type[Exception]:
    errors = import_module("azure.core.exceptions")
    return getattr(errors, ERRORS.get(recording.status, "HttpResponseError"))


SOURCES = (
    Source(
        id="azure",
        provider="azure",
        package="azure",
        needs=("azure.ai.inference", "aiohttp"),
        folders=frozenset({"azure"}),
        endpoints=frozenset({"chat.completions"}),
        read=chat.read,
        words=chat.WORDS,
        make=make,
        error=error,
        blocks_of=chat.blocks_of,
    ),
)
