"""Content that comes in blocks: text, thinking, references."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic_core import to_jsonable_python

from mirascope.core._chat_completions._decode import text_of
from mirascope.core.base._codec.vocabulary import Reply


def blocks_of(message: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the blocks of a message, or of a piece of one, as the service sent them."""
    content = message.get("content")
    if not isinstance(content, list):
        return []
    # What the SDK does not know it wraps.
    return [block.get("raw", block) for block in to_jsonable_python(content)]


def thinking_of(blocks: Iterable[Mapping[str, Any]]) -> str:
    """Read the reasoning text in the blocks of a message."""
    thoughts = [block["thinking"] for block in blocks if block["type"] == "thinking"]
    return "".join(map(text_of, thoughts))


def content_of(reply: Reply) -> list[dict[str, Any]]:
    """Make the content of a whole answer from the pieces of a stream."""
    content: list[dict[str, Any]] = []
    done = 0
    for at, blocks in zip(reply.offsets["blocks"], reply.parts["blocks"], strict=True):
        content += [{"type": "text", "text": reply.text[done:at]}, *blocks]
        done = at + len(text_of(blocks))
    return _joined([*content, {"type": "text", "text": reply.text[done:]}])


def _joined(pieces: list[dict[str, Any]]) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    for piece in pieces:
        kind = piece["type"]
        last = blocks[-1] if blocks and blocks[-1]["type"] == kind else None
        if last is not None and last.get("signature"):
            last = None  # which ends a block
        if piece.get("text") == "":
            continue
        if last is not None and kind == "text":
            blocks[-1] = {**piece, "text": last["text"] + piece["text"]}
        elif last is not None and kind == "thinking":
            thinking = _joined([*last[kind], *piece[kind]])
            blocks[-1] = {**last, **piece, kind: thinking}
        else:
            blocks.append(piece)
    return blocks
