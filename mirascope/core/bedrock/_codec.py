"""The Converse API as a codec, and how its messages are read back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from typing_extensions import override

from mirascope.core.base._codec.codec import BaseCodec
from mirascope.core.base._codec.vocabulary import Call, Reply
from mirascope.core.base._fields import as_dict
from mirascope.core.base.messages.addresses import COMMON_SCHEMES
from mirascope.core.base.messages.encoding import EXTRA_KEYS
from mirascope.core.base.messages.history import without_results
from mirascope.core.base.messages.json_instruction import json_text
from mirascope.core.base.messages.parts import BaseMessageParam
from mirascope.core.base.tool.output import Output, is_error

from . import _decode, _encode
from ._decode import UNKNOWN, Fields, is_call

_NATIVE = {"type": "native", "provider": _encode.PROVIDER}
_OUR_NAME = re.compile(r"document-\d+")
_MEDIA_TYPES = {form: kind for kind, form in reversed(_encode.DOCUMENTS.items())}


def read(message: Any) -> list[BaseMessageParam]:
    """Read one message.

    The results of tool calls, which stand in the user's message here, come before the
    rest of it as a message of their own.
    """
    if isinstance(message, BaseMessageParam):
        return [message]
    role = str(message.get("role") or "user")
    results: list[Any] = []
    others: list[Any] = []
    for block in message.get("content") or ():
        part = _part(block, role) or {**_NATIVE, "content": as_dict(block)}
        if part["type"] == "tool_result":
            results += [part, *_result_extra(block["toolResult"])]
        else:
            others.append(part)
    found = [BaseMessageParam(role="tool", content=results)] if results else []
    if others or not results:
        is_text = len(others) == 1 and others[0]["type"] == "text"
        content = others[0]["text"] if is_text else others or ""
        found.append(BaseMessageParam(role=role, content=content))
    return found


def _part(block: Fields, role: str) -> dict[str, Any] | None:
    """Read one block, if it has a common form that says all of it."""
    [(kind, body), *others] = block.items()
    if others:
        return None
    if kind == "text":
        return {"type": "text", "text": body}
    if kind == "toolUse" and is_call(block) and isinstance(body.get("input"), dict):
        call = {"name": body["name"], "args": body["input"], "id": body["toolUseId"]}
        return {"type": "tool_call", **call}
    if kind == "toolResult" and role == "user":
        return _result(body)
    if kind in ("image", "document") and "bytes" in body.get("source", {}):
        return _media(body)
    if block == {"cachePoint": {"type": "default"}}:
        return {"type": "cache_control", "cache_type": "ephemeral"}
    return None


def _media(body: Fields) -> dict[str, Any] | None:
    form, data = body["format"], body["source"]["bytes"]
    if set(body) == {"format", "source"}:
        image = {"media_type": f"image/{form}", "image": data, "detail": None}
        return {"type": "image", **image}
    ours = set(body) == {"format", "name", "source"} and _OUR_NAME.match(body["name"])
    if ours and form in _MEDIA_TYPES:
        return {"type": "document", "media_type": _MEDIA_TYPES[form], "document": data}
    return None


def _result(body: Fields) -> dict[str, Any]:
    """Read the text and JSON of what a tool gave."""
    texts = [p["text"] if "text" in p else json_text(p["json"]) for p in _texts(body)]
    result = {"content": "".join(texts), "id": body["toolUseId"]}
    return {"type": "tool_result", "is_error": body.get("status") == "error", **result}


def _texts(body: Fields) -> list[Any]:
    return [piece for piece in body["content"] if "text" in piece or "json" in piece]


def _result_extra(body: Fields) -> list[dict[str, Any]]:
    """Keep what a tool gave besides text."""
    if len(_texts(body)) == len(body["content"]):
        return []
    return [{**_NATIVE, "content": {EXTRA_KEYS: {"toolResult": as_dict(body)}}}]


class BedrockCodec(BaseCodec):
    """Translates for the Converse API."""

    encode = staticmethod(_encode.encode)
    decode = staticmethod(_decode.decode)
    delta = staticmethod(_decode.delta)
    has_answer = staticmethod(_decode.has_answer)
    read = staticmethod(read)
    rebuild = staticmethod(_decode.rebuild)
    text = staticmethod(_decode.text)
    tokens = staticmethod(_decode.tokens)
    usage = staticmethod(_decode.usage_of)
    schemes = COMMON_SCHEMES | {"s3"}

    @override
    def is_reference(self, url: str, client: Any) -> bool:
        return url.lower().startswith("s3:")

    @override
    @staticmethod
    def user_message(text: str) -> Any:
        return {"role": "user", "content": [{"text": text}]}

    def message(self, response: Fields, reply: Reply) -> dict[str, Any]:
        """Make the assistant's message, of all that the service takes back."""
        blocks = [_to_send(block) for block in _decode.blocks_of(response)]
        return {"role": "assistant", "content": [b for b in blocks if b]}

    @override
    def user_part(self, message: Any) -> Any:
        return without_results(message, lambda block: "toolResult" in block)

    def results(self, outputs: Sequence[tuple[Any, Output]]) -> list[Any]:
        """Make the message that brings all outputs of a turn back."""
        blocks = [
            _encode.tool_result(tool._id, tool._name(), output, is_error(output))
            for tool, output in outputs
        ]
        return [{"role": "user", "content": blocks}] if blocks else []

    @override
    def native_json(self, native: Any) -> Any:
        return {
            name: _without_headers(value)
            if name.lower() == "responsemetadata"
            else value
            for name, value in native.items()
        }

    def native_call(self, call: Call) -> dict[str, Any]:
        """Make the service's block of a tool call."""
        return _encode.tool_use(call.id, call.name, _decode.arguments(call.arguments))


def _without_headers(metadata: Fields) -> Fields:
    return {name: value for name, value in metadata.items() if name != "HTTPHeaders"}


def _to_send(block: Fields) -> Fields | None:
    """Make of a block of an answer what the service takes back, if it takes it."""
    [body, *_] = block.values()
    if UNKNOWN in block or UNKNOWN in body:
        return None
    if "toolUse" in block:
        if not isinstance(body.get("input"), dict):
            return None  # the answer was cut off
        if is_call(block):  # the service sends a type that it does not take
            return {"toolUse": {k: v for k, v in body.items() if k != "type"}}
    return block if body != "" and not str(body).isspace() else None


CODEC = BedrockCodec(
    _encode.PROVIDER,
    {
        "content_filtered": "content_filter",
        "end_turn": "stop",
        "guardrail_intervened": "content_filter",
        "malformed_model_output": "error",
        "malformed_tool_use": "error",
        "max_tokens": "length",
        "model_context_window_exceeded": "length",
        "stop_sequence": "stop",
        "tool_use": "tool_calls",
    },
    "end_turn",
    frozenset({"image_url", "document_url"}),
)
