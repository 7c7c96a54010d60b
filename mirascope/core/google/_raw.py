"""Whole answers read from their JSON: the SDK takes long to make its objects.

The SDK's method builds the request, and its connection sends it, with the key, the
retries and the errors. Between the two stands a connection of ours, which reads what
came. An answer of nothing but text, thoughts and calls ends the method there: the SDK's
object is made when somebody looks at it. Everything else goes on as if nobody stood
there.
"""

from __future__ import annotations

import os
from base64 import b64decode
from collections.abc import Awaitable, Callable, Generator, Mapping
from inspect import isawaitable
from types import FunctionType
from typing import Any

from pydantic_core import from_json
from typing_extensions import override

from mirascope.core.base._fields import fields
from mirascope.core.base._raw import SWITCH, RawAnswer

_UNREAD = ("should_return_http_response", "shouldReturnHttpResponse")
"""Settings with which the SDK leaves the answer as it is."""
_SESSIONS = ("mcp_servers", "mcpServers")
_FINISHED = frozenset({"STOP", "MAX_TOKENS"})
_CANDIDATE = frozenset(
    {
        *("content", "finishReason", "finishMessage", "index", "tokenCount"),
        *("safetyRatings", "citationMetadata", "avgLogprobs", "logprobsResult"),
    }
)
"""Of a candidate: what is read, and what nobody reads but in the SDK's object."""
_PART: dict[str, type] = {
    "text": str,
    "thought": bool,
    "thoughtSignature": str,
    "functionCall": dict,
}
_CALL: dict[str, type] = {"name": str, "args": dict, "id": str}
_USAGE = {
    "promptTokenCount": "prompt_token_count",
    "cachedContentTokenCount": "cached_content_token_count",
    "candidatesTokenCount": "candidates_token_count",
    "thoughtsTokenCount": "thoughts_token_count",
}
_COUNT = {int, type(None)}
_NOT_PLAIN = (ValueError, KeyError, TypeError, AttributeError)


class _Came(BaseException):
    """An answer that needs nothing more; no `Exception`, which the SDK may handle."""

    def __init__(self, answer: RawAnswer) -> None:
        self.answer = answer


class _Connection:
    """Stands where the SDK's methods have their connection, and gives what came before.

    Args:
        api: The SDK's connection.
        response: What came.
    """

    def __init__(self, api: Any, response: Any = None) -> None:
        self._api = api
        self._response = response
        self.vertexai = api.vertexai  # what is asked for most

    def __getattr__(self, name: str) -> Any:
        return getattr(self._api, name)

    def request(self, *args: Any, **options: Any) -> Any:
        """Send nothing."""
        return self._response


class _Listener(_Connection):
    """Sends requests, and ends the method with the first answer, if it can be read.

    Args:
        api: The SDK's connection.
        kwargs: What the method was called with.
    """

    def __init__(self, api: Any, kwargs: dict[str, Any]) -> None:
        super().__init__(api)
        self._kwargs: dict[str, Any] | None = kwargs

    @override
    def request(self, *args: Any, **options: Any) -> Any:
        """Send a request."""
        return self._hear(self._api.request(*args, **options))

    def async_request(self, *args: Any, **options: Any) -> Any:
        """Send a request, to be awaited."""
        return _Hearing(self._api.async_request(*args, **options), self._hear)

    def _hear(self, response: Any) -> Any:
        kwargs, self._kwargs = self._kwargs, None
        if kwargs is not None and (data := read(response.body)) is not None:
            raise _Came(RawAnswer(_Sent(self._api, kwargs, response), data))
        return response


class _Sent:
    """What came for a request, in the form of what the SDKs of Stainless give."""

    __slots__ = ("_api", "_kwargs", "_response")

    def __init__(self, api: Any, kwargs: dict[str, Any], response: Any) -> None:
        self._api = api
        self._kwargs = kwargs
        self._response = response

    def parse(self) -> Any:
        """Let the SDK make its object, for which the contents do not matter."""
        from google.genai.models import Models

        connection: Any = _Connection(self._api, self._response)
        kwargs: dict[str, Any] = {**self._kwargs, "contents": "."}
        models: Any = Models(connection)
        return models.generate_content(**kwargs)


class _Hearing:
    """A response that is waited for."""

    __slots__ = ("_hear", "_sending")

    def __init__(self, sending: Awaitable[Any], hear: Callable[[Any], Any]) -> None:
        self._sending = sending
        self._hear = hear

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._hear((yield from self._sending.__await__()))


class _Asking:
    """An answer that is waited for."""

    __slots__ = ("_asking",)

    def __init__(self, asking: Awaitable[Any]) -> None:
        self._asking = asking

    def __await__(self) -> Generator[Any, Any, Any]:
        try:
            return (yield from self._asking.__await__())
        except _Came as came:
            return came.answer


def generate(client: Any, models: Any, kwargs: dict[str, Any]) -> Any:
    """Ask for a whole answer.

    Args:
        client: The client.
        models: What of it has `generate_content`.
        kwargs: The keywords of that.

    Returns:
        A `RawAnswer` where that is possible, and what the SDK gives elsewhere: to
        clients that are not the SDK's, to patched methods (as instrumentations and
        tests have) and to requests after which the SDK does more than read; on the
        async side something to await.
    """
    if not _is_stock(client, models) or not _is_usual(kwargs.get("config")):
        return models.generate_content(**kwargs)
    listener: Any = _Listener(models._api_client, kwargs)
    try:
        answer = type(models)(listener).generate_content(**kwargs)
    except _Came as came:
        return came.answer
    return _Asking(answer) if isawaitable(answer) else answer


def _is_stock(client: object, models: object) -> bool:
    method = vars(type(models)).get("generate_content")
    return (
        type(client).__module__ == "google.genai.client"
        and type(method) is FunctionType
        and method.__globals__.get("__name__") == "google.genai.models"
        and "generate_content" not in vars(models)
        and type(getattr(models, "_api_client", None)).__name__ == "BaseApiClient"
        and os.environ.get(SWITCH) != "0"
    )


def _is_usual(config: Mapping[str, Any] | None) -> bool:
    """Tell whether the SDK would do no more with an answer than read it."""
    if not config:
        return True
    if any(config.get(name) for name in _UNREAD):
        return False
    return all(_is_described(tool) for tool in config.get("tools") or ())


def _is_described(tool: Any) -> bool:
    """Tell a description of a tool from what the SDK calls itself."""
    if type(tool) is not dict and type(tool).__module__ != "google.genai.types":
        return False
    return not any(fields(tool).get(name) for name in _SESSIONS)


def read(body: Any) -> dict[str, Any] | None:
    """Read an answer.

    Args:
        body: Its JSON.

    Returns:
        It in the form of the SDK's dicts, as far as it is asked for without the SDK's
        object; `None` if it is not plain.
    """
    try:
        data = from_json(body)
        candidates, usage = data["candidates"], data["usageMetadata"]
        counts = {name: usage.get(sent) for sent, name in _USAGE.items()}
        if not (candidates and _COUNT.issuperset(map(type, counts.values()))):
            return None
        counts["traffic_type"] = usage.get("trafficType")
        return {
            "candidates": [_candidate(one) for one in candidates],
            "usage_metadata": counts,
            "model_version": _text(data.get("modelVersion")),
            "response_id": _text(data.get("responseId")),
        }
    except _NOT_PLAIN:
        return None


def _candidate(sent: dict[str, Any]) -> dict[str, Any]:
    reason = sent["finishReason"]
    if not sent.keys() <= _CANDIDATE or reason not in _FINISHED:
        raise ValueError(reason)
    parts = [_part(part) for part in sent["content"]["parts"]]
    return {"content": {"parts": parts}, "finish_reason": reason}


def _part(sent: dict[str, Any]) -> dict[str, Any]:
    part: dict[str, Any] = {}
    for name, value in sent.items():
        if type(value) is not _PART[name]:
            raise ValueError(name)
        if name == "functionCall":
            if any(type(item) is not _CALL[key] for key, item in value.items()):
                raise ValueError(name)
            part["function_call"] = value
        elif name == "thoughtSignature":
            padded = value + "=" * (-len(value) % 4)
            part["thought_signature"] = b64decode(padded, b"-_", validate=True)
        else:
            part[name] = value
    return part


def _text(value: Any) -> str | None:
    if value is not None and type(value) is not str:
        raise ValueError(value)
    return value
