"""The envelope of a chat completion's message: its model, id, usage and so on.

Streams have it on their first and last chunks, and log probabilities with each token.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mirascope.core.base._block_stream import merge_counts
from mirascope.core.base._codec.vocabulary import Reply
from mirascope.core.base._fields import fields, plain

AROUND = "around"
"""The key of `Reply.parts` for the chunks with such fields, and their choices."""
_TOP = frozenset({"id", "object", "model", "choices", "usage"})
_CHOICE = frozenset({"index", "delta", "message", "finish_reason", "logprobs"})
_FIRST = frozenset({"created"})
"""Keys whose first value that is not empty counts: some services go on counting."""
_PADDING = frozenset({"obfuscation", "p"})
"""Keys with which services hide how long a token is."""


def around(
    top: Mapping[str, Any], choice: Mapping[str, Any], said: Mapping[str, Any]
) -> dict[str, Any]:
    """Find what to keep of a chunk besides its message."""
    if choice.get("finish_reason") or choice.get("logprobs") or said.get("role"):
        return {AROUND: (top, choice)}
    # Totals that come with each token are the same on the last chunk.
    ends = not choice or (top.get("usage") and not said.get("content"))
    return {AROUND: (top, choice)} if ends else {}


def rebuild_around(reply: Reply) -> tuple[dict[str, Any], dict[str, Any]]:
    """Join the envelopes of the chunks of a stream."""
    top: dict[str, Any] = {}
    choice: dict[str, Any] = {}
    usage: dict[str, Any] = {}
    logprobs: dict[str, list[Any]] = {}
    for chunk, first in reply.parts.get(AROUND, ()):
        kept = {name for name in _FIRST if top.get(name)}
        top |= _but(chunk, _TOP | _PADDING | kept)
        choice |= _but(first, _CHOICE)
        counted: list[Any] = [chunk.get("usage"), top.pop("x_groq", None)]
        if about := fields(counted[1]):
            # https://console.groq.com/docs/api-reference: streams have the usage here.
            top["x_groq"] = _but(about, frozenset({"usage"}))
            counted[1] = about.get("usage")
        for counts in counted:
            usage = merge_counts(usage, _but(fields(counts), frozenset()))
        for kind, tokens in fields(first.get("logprobs")).items():
            if tokens is not None:
                logprobs.setdefault(kind, []).extend(tokens)
    if usage:
        top["usage"] = usage
    if logprobs:
        choice["logprobs"] = plain(logprobs)
    return top, choice


def _but(said: Mapping[str, Any], keys: frozenset[str]) -> dict[str, Any]:
    return {
        name: plain(value)
        for name, value in said.items()
        if value is not None and name not in keys
    }
