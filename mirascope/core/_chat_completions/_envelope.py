"""The envelope of a chat completion's message: its model, id, usage and so on.

Streams have it on their first and last chunks, and log probabilities with each token.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mirascope.core.base._block_stream import merge_counts
from mirascope.core.base._codec.vocabulary import Reply
from mirascope.core.base._fields import as_dict, as_mapping

ENVELOPE = "around"
"""The key of `Reply.parts` for the chunks with such fields, and their choices."""
_TOP = frozenset({"id", "object", "model", "choices", "usage"})
_CHOICE = frozenset({"index", "delta", "message", "finish_reason", "logprobs"})
_FIRST = frozenset({"created"})
"""Keys whose first value that is not empty counts: some services go on counting."""
_PADDING = frozenset({"obfuscation", "p"})
"""Keys with which services hide how long a token is."""


def envelope_of(
    top: Mapping[str, Any], choice: Mapping[str, Any], delta: Mapping[str, Any]
) -> dict[str, Any]:
    """Find what to keep of a chunk besides its message."""
    if choice.get("finish_reason") or choice.get("logprobs") or delta.get("role"):
        return {ENVELOPE: (top, choice)}
    # Totals that come with each token are the same on the last chunk.
    ends = not choice or (top.get("usage") and not delta.get("content"))
    return {ENVELOPE: (top, choice)} if ends else {}


def rebuild_envelope(reply: Reply) -> tuple[dict[str, Any], dict[str, Any]]:
    """Join the envelopes of the chunks of a stream."""
    top: dict[str, Any] = {}
    choice: dict[str, Any] = {}
    usage: dict[str, Any] = {}
    logprobs: dict[str, list[Any]] = {}
    for chunk, first in reply.parts.get(ENVELOPE, ()):
        kept = {name for name in _FIRST if top.get(name)}
        top |= _without(chunk, _TOP | _PADDING | kept)
        choice |= _without(first, _CHOICE)
        counted: list[Any] = [chunk.get("usage"), top.pop("x_groq", None)]
        if groq := as_mapping(counted[1]):
            # https://console.groq.com/docs/api-reference: streams have the usage here.
            top["x_groq"] = _without(groq, frozenset({"usage"}))
            counted[1] = groq.get("usage")
        for counts in counted:
            usage = merge_counts(usage, _without(as_mapping(counts), frozenset()))
        for kind, tokens in as_mapping(first.get("logprobs")).items():
            if tokens is not None:
                logprobs.setdefault(kind, []).extend(tokens)
    if usage:
        top["usage"] = usage
    if logprobs:
        choice["logprobs"] = as_dict(logprobs)
    return top, choice


def _without(values: Mapping[str, Any], keys: frozenset[str]) -> dict[str, Any]:
    return {
        name: as_dict(value)
        for name, value in values.items()
        if value is not None and name not in keys
    }
