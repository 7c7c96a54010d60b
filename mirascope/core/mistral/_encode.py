"""Writing messages as objects of Mistral's SDK."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from mirascope.core._chat_completions import Dialect
from mirascope.core._chat_completions._encode import messages as chat_messages
from mirascope.core._chat_completions._encode import says_nothing
from mirascope.core.base._fields import as_mapping, is_list
from mirascope.core.base.messages.history import link_calls, parts_of
from mirascope.core.base.messages.parts import (
    BaseMessageParam,
    DocumentURLPart,
    NativePart,
)
from mirascope.exceptions import PromptError

from ._sdk import model

PROVIDER = "mistral"

DIALECT = Dialect(
    provider=PROVIDER,
    parts=frozenset(
        {"text", "image", "image_url", "audio", "document", "document_url"}
    ),
    output_parts=frozenset({"text", "image"}),
    load_types=frozenset({"audio_url"}),
    force=lambda _: "any",
    usage_option=False,
    empty_answers=False,
    instruction="append",
    json_with_tools=False,
    schema="always",
    finish={
        "stop": "stop",
        "error": "error",
        "length": "length",
        "model_length": "length",
        "tool_calls": "tool_calls",
    },
)

# What all but the newest models insist on, as the package mistral-common checks it.
_ID = re.compile("[a-zA-Z0-9]{9}")
_KINDS = {
    "assistant": "AssistantMessage",
    "system": "SystemMessage",
    "tool": "ToolMessage",
    "user": "UserMessage",
}


def messages(given: Sequence[Any]) -> list[Any]:
    """Put a conversation into the SDK's messages; native ones are left as they are.

    The SDK takes dicts too, but builds a validator for them in every request, which is
    most of what a call costs.
    """
    answered = [
        str(as_mapping(message).get("tool_call_id"))
        for message in given
        if not isinstance(message, BaseMessageParam)
    ]
    native: list[Any] = []
    for message in link_calls(given, _ID, kept=answered):
        if isinstance(message, BaseMessageParam):
            native += map(_build, chat_messages(DIALECT, [_with_own_parts(message)]))
        elif not says_nothing(message):
            native.append(_sendable(message))
    return native


def _with_own_parts(message: BaseMessageParam) -> BaseMessageParam:
    if isinstance(message.content, str):
        return message
    content = [
        NativePart(provider=PROVIDER, content=_document(part.url))
        if isinstance(part, DocumentURLPart)
        else part
        for part in parts_of(message)
    ]
    return BaseMessageParam.model_construct(role=message.role, content=content)


def _document(url: str) -> dict[str, Any]:
    return {"type": "document_url", "document_url": url}


def _build(message: dict[str, Any]) -> Any:
    role: str = message["role"]
    content = message.get("content")
    if role not in _KINDS:
        raise PromptError(f"{PROVIDER!r} knows no role {role!r}: use {sorted(_KINDS)}")
    if is_list(content):
        message["content"] = list(map(_block, content))
    return _sendable(model(_KINDS[role])(**message))


def _block(block: dict[str, Any]) -> dict[str, Any]:
    """Write a block of chat completions in Mistral's form, where that is another."""
    match block:
        case {"type": "input_audio", "input_audio": {"data": data}}:
            return {**block, "input_audio": data}
        case {"type": "file", "file": {"file_data": url}}:
            return _document(url)
        case _:
            return block


def _sendable(message: Any) -> Any:
    """Leave out blocks that the SDK does not know: it would send its own wrapper."""
    content = getattr(message, "content", None)
    if not is_list(content):
        return message
    known = [block for block in content if not getattr(block, "is_unknown", False)]
    if len(known) == len(content):
        return message
    return message.model_copy(update={"content": known})
