"""How the prompt asks for JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mirascope.core.base._fields import as_mapping

_SURROGATE = re.compile("[\ud800-\udfff]")

_JSON_ONLY = (
    "Your final answer must be one JSON object and nothing else: no explanation before "
    "or after it and no code fence around it."
)
_FOLLOW_SCHEMA = (
    "The object holds the data that this JSON schema describes. Answer with the data, "
    "not with the schema:"
)


def json_text(value: object, indent: int | None = None) -> str:
    """Write JSON as models read it best: text in any language as it is.

    Args:
        value: What is made of values JSON knows.
        indent: How far each level is indented, in spaces; all in one line by default.

    Returns:
        The text.
    """
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    if text.isascii() or _SURROGATE.search(text) is None:
        return text
    return json.dumps(value, indent=indent)  # half a character cannot be sent


def json_instruction(schema: Mapping[str, Any] | None) -> str:
    """Write the instruction that asks for JSON.

    Args:
        schema: The schema that the answer is to follow, if there is one.

    Returns:
        Sentences for the end of a prompt.
    """
    if schema is None:
        return _JSON_ONLY
    text = json_text(schema, indent=2)
    return f"{_JSON_ONLY} {_FOLLOW_SCHEMA}\n\n{text}"


def append_instruction(messages: Sequence[Any], text: str) -> list[Any]:
    """Ask for JSON in a user message of its own.

    Args:
        messages: The conversation, which stays as it is.
        text: The instruction.

    Returns:
        The conversation with it.
    """
    return [*messages, {"role": "user", "content": text}]


def add_instruction(
    messages: Sequence[Any],
    text: str,
    block: Callable[[str], Any] = lambda text: {"type": "text", "text": text},
    key: str = "content",
    prefill: bool = False,
) -> list[Any]:
    """Ask for JSON at the end of what the user says last.

    Args:
        messages: The conversation, which stays as it is.
        text: The instruction.
        block: Makes the service's block of text.
        key: Where a message has its blocks.
        prefill: Whether a last message of the assistant is the beginning of the answer,
            which then stays the last.

    Returns:
        The conversation with it: a message more, if the last one is not the user's.
    """
    if prefill and messages and as_mapping(messages[-1]).get("role") == "assistant":
        return [*add_instruction(messages[:-1], text, block, key), messages[-1]]
    last: Mapping[str, Any] = as_mapping(messages[-1]) if messages else {}
    if last.get("role") != "user":
        return [*messages, {"role": "user", key: [block(text)]}]
    content: Any = last[key]
    if isinstance(content, str):
        content = f"{content}\n\n{text}"
    else:
        content = [*content, block(text)]
    return [*messages[:-1], {**last, key: content}]
