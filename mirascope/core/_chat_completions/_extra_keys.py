"""Extra keys of an answer, which the service may need again.

Reasoning and the signatures of it stand under keys of each service's own, such as
`reasoning_content`, `reasoning_details` or a call's `extra_content`. They go back to
the service that sent them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mirascope.core.base._codec.vocabulary import Call, Reply
from mirascope.core.base._fields import as_dict, as_mapping

MESSAGE = "message"
"""The name under which a `Reply` keeps the pieces of a message's other keys."""
_READ = frozenset(
    {"role", "content", "tool_calls", "refusal", "audio", "function_call"}
)
"""The keys of a message that have a place of their own in a `Reply`."""
_CALL = frozenset({"index", "id", "type", "function"})
_FUNCTION = frozenset({"name", "arguments"})
_RESPONSE_ONLY = frozenset(
    {
        # Groq: how the model wrote, and what its own tools did; requests that have
        # them are refused. https://console.groq.com/docs/api-reference#chat-create
        "channel",
        "executed_tools",
        # Azure OpenAI with data of one's own: what was retrieved for the answer.
        # https://learn.microsoft.com/azure/ai-services/openai/references/on-your-data
        "context",
        "end_turn",
        # The OpenAI SDK: the answer as the object that it was parsed into.
        "parsed",
        # What stands at the position of a piece in a stream.
        "index",
    }
)
"""The keys of a message that only answers have."""
_CITATIONS = frozenset({"url_citation"})
"""Annotations that point to places in the answer. Others, such as the files that
OpenRouter has read, spare the service the work when they come back."""
_SET_ONCE = frozenset({"format", "id", "index", "name", "role", "type"})
"""Keys whose text is repeated, not continued, by the pieces of a stream."""
_GROWING = ("text", "thinking", "summary")
"""Where the entries of a list without indices have the text that pieces continue."""


def has_extra_keys(message: Mapping[str, Any]) -> bool:
    """Tell whether a message, or a delta, has extra keys."""
    if message.keys() <= _READ:
        return False
    return any(message[key] is not None for key in message.keys() - _READ)


def extra_of_message(reply: Reply) -> dict[str, Any]:
    """Return the extra keys of an answer's message, joined if it was streamed."""
    pieces = reply.parts.get(MESSAGE, ())
    return join_pieces([_without(as_mapping(piece), _READ) for piece in pieces])


def extra_to_send(reply: Reply) -> dict[str, Any]:
    """Return the extra keys that the service may need again."""
    extra = _without(extra_of_message(reply), _RESPONSE_ONLY)
    if annotations := extra.pop("annotations", None):
        kinds = [as_mapping(one).get("type") for one in annotations]
        pairs = zip(annotations, kinds, strict=True)
        extra["annotations"] = [one for one, kind in pairs if kind not in _CITATIONS]
    # Empty reasoning beside a call is missed by services that ask for it.
    nothing: list[Any] = [[], {}] if reply.calls else [[], {}, ""]
    return {key: value for key, value in extra.items() if value not in nothing}


def extra_of_call(call: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Give what a call, or a piece of one, has beyond a function and its arguments."""
    extra = _without(call, _CALL)
    function = _without(as_mapping(call.get("function")), _FUNCTION)
    if function:
        extra["function"] = function
    return (extra,) if extra else ()


def native_call(call: Call) -> dict[str, Any]:
    """Put a call into the form in which the service takes it back."""
    kind = call.kind or "function"
    native: dict[str, Any] = {"id": call.id, "type": kind}
    if not call.kind:
        arguments = call.arguments or "{}"
        native[kind] = {"name": call.name, "arguments": arguments}
    return with_extra(native, join_pieces(call.extra))


def with_extra(native: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """Add its extra keys to a call, or to the result of one."""
    whole = dict(native)
    for name, value in extra.items():
        both = isinstance(value, dict) and isinstance(whole.get(name), dict)
        whole[name] = {**whole[name], **value} if both else value
    return whole


def join_pieces(pieces: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Join the pieces of one object: text is appended, lists by index, dicts by key."""
    values_by_key: dict[str, list[Any]] = {}
    for piece in pieces:
        for key, value in piece.items():
            if value is not None:
                values_by_key.setdefault(key, []).append(value)
    return {key: _joined(key, values) for key, values in values_by_key.items()}


def _joined(key: str, values: list[Any]) -> Any:
    values = [as_dict(value) for value in values]
    last = values[-1]
    if len(values) == 1:
        return last
    if all(isinstance(value, str) for value in values):
        if key in _SET_ONCE:
            return next((value for value in reversed(values) if value), last)
        return "".join(values)
    if all(isinstance(value, dict) for value in values):
        return join_pieces(values)
    if all(isinstance(value, list) for value in values):
        return _entries([entry for value in values for entry in value])
    return last


def _entries(pieces: list[Any]) -> list[Any]:
    """Join the pieces of a list's entries, each with those that it continues."""
    groups: list[list[Any]] = []
    for piece in pieces:
        known = (group for group in reversed(groups) if _continues(piece, group))
        group = next(known, None) if _has_index(piece) else None
        if group is None and groups and not _has_index(piece):
            group = groups[-1] if _continues(piece, groups[-1]) else None
        if group is None:
            groups.append([piece])
        else:
            group.append(piece)
    return [_entry(group) for group in groups]


def _has_index(piece: Any) -> bool:
    return isinstance(piece, dict) and "index" in piece


def _continues(piece: Any, group: list[Any]) -> bool:
    """Tell whether a piece of a list belongs to the entry that a group begins."""
    first, last = group[0], group[-1]
    if not (isinstance(piece, dict) and isinstance(first, dict)):
        return False
    entry, first_entry = as_mapping(piece), as_mapping(first)
    if entry.get("type", first_entry.get("type")) != first_entry.get("type"):
        return False
    if "index" not in entry:
        grows = any(key in first_entry for key in _GROWING)
        return grows and "index" not in first_entry and not last.get("signature")
    ids = {one["id"] for one in (entry, first_entry) if one.get("id")}
    return first_entry.get("index") == entry["index"] and len(ids) < 2


def _entry(group: list[Any]) -> Any:
    """Make one entry of its pieces."""
    if len(group) == 1:
        return group[0]
    *before, last = group
    key = next((key for key in _GROWING if key in last), "")
    text = "".join(piece.get(key) or "" for piece in before)
    if text and last.get("signature") and last[key].startswith(text):
        # Some services repeat the whole text beside the signature.
        last = {**last, key: last[key][len(text) :]}
    return join_pieces([*before, last])


def _without(message: Mapping[str, Any], keys: frozenset[str]) -> dict[str, Any]:
    return {
        key: value
        for key, value in message.items()
        if value is not None and key not in keys
    }
