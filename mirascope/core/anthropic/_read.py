"""Reading native messages back into common ones, without loss."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from mirascope.core.base._fields import as_dict, as_mapping
from mirascope.core.base.messages.parts import (
    BaseMessageParam,
    CacheControlPart,
    NativePart,
    TextPart,
)

from ._encode import MEDIA, PROVIDER

_OWN = {
    "text": {"type", "text"},
    "image": {"type", "source"},
    "document": {"type", "source"},
    "tool_use": {"type", "id", "name", "input"},
    "tool_result": {"type", "tool_use_id", "content", "is_error"},
}
"""The keys of a block that its part holds; others are kept beside the part."""
_DEFAULTS: dict[str, Any] = {"citations": [], "caller": {"type": "direct"}}


def read(message: Any) -> list[BaseMessageParam]:
    """Read one message: a dict, an SDK object or a common one.

    Tool results, which are the user's here, become a message of their own. Content
    without a common form is kept as `NativePart`.
    """
    if isinstance(message, BaseMessageParam):
        return [message]
    top = as_mapping(message)
    role = str(top.get("role") or "user")
    content = top.get("content")
    if content is None or isinstance(content, str):
        return [BaseMessageParam(role=role, content=content or "")]
    results: list[Any] = []
    parts: list[Any] = []
    for native in content:
        kind = as_mapping(native).get("type")
        (results if kind == "tool_result" else parts).extend(_parts(native))
    read = [BaseMessageParam(role="tool", content=results)] if results else []
    if parts or not results:
        alone = role == "assistant" and [type(p) for p in parts] in ([], [TextPart])
        text_or_parts = "".join(part.text for part in parts) if alone else parts
        read.append(BaseMessageParam(role=role, content=text_or_parts))
    return read


def block_to_send(native: Any) -> dict[str, Any]:
    """Give a block as the service takes it back: in one order, without nulls."""
    block: dict[str, Any] = as_dict(native)
    keys = sorted(block, key=lambda key: (key != "type", key))
    return {key: block[key] for key in keys if block[key] is not None}


def _parts(native: Any) -> list[Any]:
    """Read a block as a part and what has no place in it."""
    block = block_to_send(native)
    try:
        parts: list[Any] = [*BaseMessageParam(role="", content=[_part(block)]).content]
    except (KeyError, TypeError, ValueError):  # unknown, or not as it is documented
        return [NativePart(provider=PROVIDER, content=block)]
    rest = {
        key: value
        for key, value in block.items()
        if key not in _OWN[block["type"]] and value != _DEFAULTS.get(key)
    }
    if block["type"] == "tool_result" and _is_more_than_text(block.get("content")):
        rest["content"] = block["content"]
    match rest.get("cache_control"):
        case {"type": str(kind), **more} if not more:
            del rest["cache_control"]
            parts.append(CacheControlPart(type="cache_control", cache_type=kind))
        case _:
            pass
    return [*parts, NativePart(provider=PROVIDER, content=rest)] if rest else parts


def _part(block: Mapping[str, Any]) -> Any:
    match block["type"]:
        case "text":
            return {"type": "text", "text": block["text"]}
        case "tool_use":
            call = {"name": block["name"], "args": block["input"], "id": block["id"]}
            return {"type": "tool_call", **call}
        case "tool_result":
            return _result(block)
        case "image" | "document" as kind:
            return _media(kind, block["source"])
        case kind:
            raise KeyError(kind)


def _is_more_than_text(content: Any) -> bool:
    return not isinstance(content, str) and any(
        set(one) != {"type", "text"} for one in content or ()
    )


def _result(block: Mapping[str, Any]) -> dict[str, Any]:
    content: Any = block.get("content") or ""
    if not isinstance(content, str):
        content = "".join(one["text"] for one in content if one["type"] == "text")
    result = {"content": content, "is_error": block.get("is_error", False)}
    return {"type": "tool_result", "id": block["tool_use_id"], **result}


def _media(kind: str, source: Mapping[str, Any]) -> dict[str, Any]:
    if source["type"] == "url":
        return {"type": f"{kind}_url", "url": source["url"], "detail": None}
    media_type, data = source["media_type"], source["data"]
    if media_type not in MEDIA[kind] or (source["type"] == "text") != (
        media_type == "text/plain"
    ):
        raise ValueError("a source that is written in another way")
    is_text = media_type == "text/plain"
    data = data.encode() if is_text else base64.b64decode(data, validate=True)
    return {"type": kind, "media_type": media_type, kind: data, "detail": None}
