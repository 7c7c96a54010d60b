"""The Converse API as a codec, and the way of its messages back to common ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from typing_extensions import override

from mirascope.core.base._codec.codec import BaseCodec
from mirascope.core.base._codec.vocabulary import Call, Reply
from mirascope.core.base._fields import plain
from mirascope.core.base.messages.addresses import COMMON
from mirascope.core.base.messages.encoding import BESIDE
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
        part = _part(block, role) or {**_NATIVE, "content": plain(block)}
        if part["type"] == "tool_result":
            results += [part, *_beside_result(block["toolResult"])]
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
    [(kind, said), *more] = block.items()
    if more:
        return None
    if kind == "text":
        return {"type": "text", "text": said}
    if kind == "toolUse" and is_call(block) and isinstance(said.get("input"), dict):
        call = {"name": said["name"], "args": said["input"], "id": said["toolUseId"]}
        return {"type": "tool_call", **call}
    if kind == "toolResult" and role == "user":
        return _result(said)
    if kind in ("image", "document") and "bytes" in said.get("source", {}):
        return _media(said)
    if block == {"cachePoint": {"type": "default"}}:
        return {"type": "cache_control", "cache_type": "ephemeral"}
    return None


def _media(said: Fields) -> dict[str, Any] | None:
    form, data = said["format"], said["source"]["bytes"]
    if set(said) == {"format", "source"}:
        image = {"media_type": f"image/{form}", "image": data, "detail": None}
        return {"type": "image", **image}
    ours = set(said) == {"format", "name", "source"} and _OUR_NAME.match(said["name"])
    if ours and form in _MEDIA_TYPES:
        return {"type": "document", "media_type": _MEDIA_TYPES[form], "document": data}
    return None


def _result(said: Fields) -> dict[str, Any]:
    """Read the text and JSON of what a tool gave."""
    texts = [p["text"] if "text" in p else json_text(p["json"]) for p in _texts(said)]
    result = {"content": "".join(texts), "id": said["toolUseId"]}
    return {"type": "tool_result", "is_error": said.get("status") == "error", **result}


def _texts(said: Fields) -> list[Any]:
    return [piece for piece in said["content"] if "text" in piece or "json" in piece]


def _beside_result(said: Fields) -> list[dict[str, Any]]:
    """Keep what a tool gave besides text."""
    if len(_texts(said)) == len(said["content"]):
        return []
    return [{**_NATIVE, "content": {BESIDE: {"toolResult": plain(said)}}}]


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
    schemes = COMMON | {"s3"}

    @override
    def is_reference(self, url: str, client: Any) -> bool:
        return url.lower().startswith("s3:")

    @override
    @staticmethod
    def user_message(text: str) -> Any:
        return {"role": "user", "content": [{"text": text}]}

    def message(self, response: Fields, reply: Reply) -> dict[str, Any]:
        """Make the assistant's message, of all that the service takes back."""
        blocks = [_back(block) for block in _decode.blocks_of(response)]
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


def _back(block: Fields) -> Fields | None:
    """Make of a block of an answer what the service takes back, if it takes it."""
    [said, *_] = block.values()
    if UNKNOWN in block or UNKNOWN in said:
        return None
    if "toolUse" in block:
        if not isinstance(said.get("input"), dict):
            return None  # the answer was cut off
        if is_call(block):  # the service sends a type that it does not take
            return {"toolUse": {k: v for k, v in said.items() if k != "type"}}
    return block if said != "" and not str(said).isspace() else None


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
