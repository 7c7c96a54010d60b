"""The blocks and counts of a streamed answer, made again of their pieces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._codec.vocabulary import Reply
from ._fields import is_mapping


def join_blocks(reply: Reply, name: str = "blocks") -> list[dict[str, Any]]:
    """Make the blocks of a streamed answer again, in their order.

    Args:
        reply: The reply, with pairs of a block's index and a dict in `parts[name]`. The
            first pair begins the block; of later ones text and lists are appended, and
            other values replaced.
        name: Which of the parts these are.

    Returns:
        The blocks. What the answer said between the beginning of a block and that of
        the next is its `text`.
    """
    blocks: dict[Any, dict[str, list[Any]]] = {}
    begun: list[int] = []
    parts, offsets = reply.parts.get(name, ()), reply.offsets.get(name, ())
    for (index, piece), offset in zip(parts, offsets, strict=True):
        if index not in blocks:
            blocks[index] = {}
            begun.append(offset)
        for key, value in piece.items():
            blocks[index].setdefault(key, []).append(value)
    joined: list[dict[str, Any]] = []
    ends = [*begun[1:], len(reply.text)] if begun else []
    for block, start, end in zip(blocks.values(), begun, ends, strict=True):
        made = {key: _join(values) for key, values in block.items()}
        if start < end:
            made["text"] = reply.text[start:end]
        joined.append(made)
    return joined


def merge_counts(known: Mapping[str, Any], later: Mapping[str, Any]) -> dict[str, Any]:
    """Take in what a later chunk of a stream says of the usage, field by field.

    Counts are running totals: neither one that is missing nor a zero, as proxies put in
    for what they do not know, takes anything back.

    Args:
        known: The fields so far.
        later: Those of the later chunk.

    Returns:
        All of them; counts inside of counts are merged in the same way.
    """
    merged = dict(known)
    for name, value in later.items():
        old = merged.get(name)
        if is_mapping(value):
            value = merge_counts(old or {}, value)
        if value or not old:
            merged[name] = value
    return merged


def _join(values: list[Any]) -> Any:
    if len(values) == 1:
        return values[0]
    if isinstance(values[-1], str):
        return "".join([value for value in values if value])
    if isinstance(values[-1], list):
        return [one for value in values for one in value or ()]
    return values[-1]
