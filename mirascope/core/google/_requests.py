"""Sending requests: default clients, and files for what is too large for a request."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from functools import partial
from importlib import import_module
from io import BytesIO
from typing import Any

from mirascope.core.base._fields import as_dict, as_mapping, is_mapping
from mirascope.core.base._flow import Either, Flow, do
from mirascope.core.base._sdk.default_clients import (
    TRIES,
    DefaultClients,
    env,
    missing_key,
)
from mirascope.core.base._sdk.send_limits import OVER, SendLimits, shorter
from mirascope.core.base.messages.encoding import to_bytes
from mirascope.core.base.messages.parts import BaseMessageParam, NativePart
from mirascope.exceptions import PromptError

from ._codec import is_vertex
from ._legacy import is_legacy
from ._parts import PROVIDER

ENVIRONMENT = (
    "GOOGLE_API_KEY",
    "GEMINI_API_KEY",
    "GOOGLE_GENAI_USE_VERTEXAI",
    "GOOGLE_GENAI_USE_ENTERPRISE",
    "GOOGLE_CLOUD_PROJECT",
    "GOOGLE_CLOUD_LOCATION",
    "GOOGLE_GEMINI_BASE_URL",
    "GOOGLE_VERTEX_BASE_URL",
    "GOOGLE_GENAI_API_VERSION",
    "GOOGLE_GENAI_HTTP_CLIENT",
)
TIMEOUT_S = 600.0
"""The time limit of the default client: the SDK has none."""
LIMIT = 10 * 2**20
"""The most bytes of media inside one request."""
MAX_BUFFERED = 1000
"""The most chunks that are passed over in leaving a stream: the SDK closes the
connection of an async one only when it ends or a read is cancelled while it waits, so
after what has arrived already."""
FILE_POLL_S = 1.0
"""How long to wait before asking again whether a file is ready."""
FILE_TIMEOUT_S = 300.0
"""How long the service may take to make a file ready."""


def make_client(is_async: bool, vertexai: bool = False) -> Any:
    """Make a client from the environment."""
    from google.genai import Client

    if not (is_vertex(None) or vertexai or env(*ENVIRONMENT[:2])):
        raise missing_key("google", "GOOGLE_API_KEY")
    retries = {"attempts": TRIES, "initial_delay": 0.5, "max_delay": 8.0}
    http = {"timeout": int(TIMEOUT_S * 1000), "retry_options": retries}
    options: dict[str, Any] = {"http_options": http}
    if vertexai:
        options["vertexai"] = True
    client = Client(**options)
    return client.aio if is_async else client


CLIENTS = DefaultClients(ENVIRONMENT, make_client, needs_asyncio=True)


def _side(client: Any, is_async: bool) -> Any:
    return getattr(client, "aio", client) if is_async else client


def send(client: Any, is_async: bool, /, stream: bool = False, **kwargs: Any) -> Any:
    """Send a request."""
    models = _side(client, is_async).models
    if stream:
        return models.generate_content_stream(**kwargs)
    return models.generate_content(**kwargs)


def time_is_over(_: Any) -> Exception:
    """Make what the SDK raises where an answer does not come in time."""
    errors = import_module("google.genai.errors")
    http = getattr(errors, "httpx2", None) or errors.httpx
    return http.ReadTimeout(OVER)


def restrict(client: Any, _: bool, kwargs: dict[str, Any], limits: SendLimits) -> Any:
    """Tell the SDK how often and for how long it may try."""
    config = kwargs.get("config")
    given = as_mapping(config).get("http_options")
    known = as_mapping(given)
    options: dict[str, Any] = {}
    if not limits.own_retries:
        options["retry_options"] = {"attempts": 1}
    if (left_s := limits.left_s) is not None:
        own = known.get("timeout")
        options["timeout"] = int(shorter(own, left_s * 1000)) or 1
    kwargs["config"] = _with(config, http_options=_with(given, **options))
    return client


def _with(value: Any, **fields: Any) -> Any:
    """Copy a dict or an object of the SDK with other fields."""
    if value is None or is_mapping(value):
        return {**(value or {}), **fields}
    return value.__class__(**{**dict(value), **fields})


def upload(messages: Sequence[Any], client: Any) -> Flow[Sequence[Any]]:
    """Upload the media that would make a request larger than `LIMIT`."""
    large = _too_large(messages)
    if not large or is_vertex(client) or is_legacy(client):
        return messages
    files: Any = yield Either(
        partial(_files, client, is_async=False), partial(_files, client, is_async=True)
    )
    sent: dict[int, NativePart] = {}
    for part in large:
        sent[id(part)] = yield from _send(files, part)
    return [_referring(message, sent) for message in messages]


def _files(client: Any, is_async: bool) -> Any:
    client = CLIENTS.get(is_async) if client is None else client
    return _side(client, is_async).files


def _too_large(messages: Sequence[Any]) -> list[Any]:
    """Find the media that no longer fit, in order."""
    total = 0
    large: list[Any] = []
    for message in messages:
        for part in _parts(message):
            size = len(_media(part)[1])
            if size and total + size > LIMIT:
                large.append(part)
            else:
                total += size
    return large


def _parts(message: Any) -> Sequence[Any]:
    if not isinstance(message, BaseMessageParam) or isinstance(message.content, str):
        return ()
    return message.content


def _media(part: Any) -> tuple[str, bytes]:
    """Give the type and the bytes of the media in a part; no bytes if it has none."""
    found = as_mapping(part)
    names = ("image", "audio", "document")
    data = next((found[name] for name in names if name in found), b"")
    kind = found.get("media_type")
    if isinstance(part, NativePart):
        blob = as_mapping(as_mapping(part.content).get("inline_data"))
        kind, data = blob.get("mime_type"), blob.get("data") or b""
    return kind or "", to_bytes(data)


def _send(files: Any, part: Any) -> Flow[NativePart]:
    kind, data = _media(part)
    config = {"mime_type": kind}
    file: Any = yield from do(lambda: files.upload(file=BytesIO(data), config=config))
    until = time.monotonic() + FILE_TIMEOUT_S
    while _state(file) == "PROCESSING" and time.monotonic() < until:
        yield Either(
            partial(time.sleep, FILE_POLL_S), partial(asyncio.sleep, FILE_POLL_S)
        )
        file = yield from do(lambda name=file.name: files.get(name=name))
    if _state(file) in ("PROCESSING", "FAILED"):
        raise PromptError(
            f"the Files API could not make {len(data)} bytes of type {kind!r} ready: "
            f"the state of {file.name!r} is {_state(file)}"
        )
    # What the part says besides, such as where to cut a video, stays.
    rest: dict[str, Any] = {}
    if isinstance(part, NativePart):
        rest = as_dict(part.content)
    rest.pop("inline_data", None)
    reference = {"file_uri": file.uri, "mime_type": kind}
    return NativePart(provider=PROVIDER, content={**rest, "file_data": reference})


def _state(file: Any) -> str:
    return getattr(file.state, "value", "")


def _referring(message: Any, sent: Mapping[int, NativePart]) -> Any:
    parts = _parts(message)
    if not any(id(part) in sent for part in parts):
        return message
    made = [sent.get(id(part), part) for part in parts]
    return BaseMessageParam.model_construct(role=message.role, content=made)
