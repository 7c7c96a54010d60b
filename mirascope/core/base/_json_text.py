"""Where the JSON stands in a model's prose, and how JSON is asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pydantic_core import from_json

from mirascope.exceptions import MalformedOutputError

from ._fields import fields

_FENCE = re.compile(r"^[ \t]*(```+|~~~+)[ \t]*([\w+.-]*)[^\n]*$", re.MULTILINE)
_SURROGATE = re.compile("[\ud800-\udfff]")
_OPENING = re.compile(r"[{\[]")

_ASK = (
    "Your final answer must be one JSON object and nothing else: no explanation before "
    "or after it and no code fence around it."
)
_ASK_FOR_DATA = (
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
    """Word the request for JSON.

    Args:
        schema: The schema that the answer is to follow, if there is one.

    Returns:
        Sentences for the end of a prompt.
    """
    if schema is None:
        return _ASK
    text = json_text(schema, indent=2)
    return f"{_ASK} {_ASK_FOR_DATA}\n\n{text}"


def say_instruction(messages: Sequence[Any], text: str) -> list[Any]:
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
    if prefill and messages and fields(messages[-1]).get("role") == "assistant":
        return [*add_instruction(messages[:-1], text, block, key), messages[-1]]
    last: Mapping[str, Any] = fields(messages[-1]) if messages else {}
    if last.get("role") != "user":
        return [*messages, {"role": "user", key: [block(text)]}]
    content: Any = last[key]
    if isinstance(content, str):
        content = f"{content}\n\n{text}"
    else:
        content = [*content, block(text)]
    return [*messages[:-1], {**last, key: content}]


def find_json(text: str) -> str:
    """Cut the JSON value out of a model's answer.

    Args:
        text: The answer: JSON, alone or inside a code fence or prose.

    Returns:
        The text of the most likely value, which is valid JSON.

    Raises:
        MalformedOutputError: There is no complete JSON value.
    """
    for found in json_candidates(text):
        return found
    if not text.strip():
        raise MalformedOutputError("the answer is empty where JSON was asked for")
    opening = _OPENING.search(text)
    said = text if len(text) <= 200 else f"{text[:140]} ... {text[-50:]}"
    if opening is None:
        raise MalformedOutputError(f"the model's answer holds no JSON: {said!r}")
    raise MalformedOutputError(
        "the JSON in the model's answer is broken, or breaks off before its end: "
        f"{said!r}"
    )


def json_candidates(text: str) -> Iterator[str]:
    """Find the JSON values in a model's answer.

    Args:
        text: The answer.

    Yields:
        The text of each value, the most likely first: the whole answer if it is JSON,
        else what stands in fences marked as JSON, in other fences, and in the prose. Of
        several of a kind the last comes first, and objects come before arrays.
    """
    whole = text.strip("\ufeff \t\r\n")
    if _is_json(whole):
        yield whole
        return
    marked, unmarked = _fenced(whole)
    for body in reversed([*unmarked, *marked]):
        if _is_json(body):
            yield body
    for prose in reversed(marked or [whole]):
        values = list(_embedded(prose))
        for bracket in "{[":
            yield from (value for value in reversed(values) if value[0] == bracket)


def _is_json(text: str) -> bool:
    try:
        from_json(text, cache_strings=False)
    except ValueError:
        return False
    return True


def _fenced(text: str) -> tuple[list[str], list[str]]:
    """Give the bodies of the fences that say they are JSON, and of the others."""
    marked: list[str] = []
    unmarked: list[str] = []
    opened: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        if opened is None:
            opened = fence
        elif fence[1].startswith(opened[1]) and not fence[2]:
            body = text[opened.end() : fence.start()].strip()
            (marked if opened[2].lower().startswith("json") else unmarked).append(body)
            opened = None
    return marked, unmarked


def _embedded(text: str) -> Iterator[str]:
    """Read whatever is JSON from a bracket on.

    What stands inside a value is not looked at, also where the value is broken: a part
    of a truncated answer is not the answer.
    """
    decoder = json.JSONDecoder()
    at = 0
    while opening := _OPENING.search(text, at):
        start = opening.start()
        try:
            _, at = decoder.raw_decode(text, start)
        except json.JSONDecodeError as error:
            if error.msg.startswith("Unterminated string"):
                return
            at = max(error.pos, start + 1)
        except (ValueError, RecursionError):
            return
        else:
            yield text[start:at]
