"""Reading native chat messages back into common ones, without loss."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from mirascope.core.base._fields import as_dict, as_mapping, is_dict, is_mapping
from mirascope.core.base.messages.encoding import EXTRA_KEYS, read_data_url
from mirascope.core.base.messages.parts import (
    AudioPart,
    BaseMessageParam,
    DocumentPart,
    ImagePart,
    ImageURLPart,
    NativePart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)

from ._decode import id_of
from ._extra_keys import extra_of_call, join_pieces, with_extra

_KNOWN = frozenset({"role", "content", "tool_calls"})
_RESULT = frozenset({"role", "content", "name", "tool_call_id"})


def read(provider: str, message: Any) -> list[BaseMessageParam]:
    """Read one message."""
    if isinstance(message, BaseMessageParam):
        return [message]
    top = as_mapping(message)
    role = str(top.get("role") or "user")
    content = top.get("content")
    if role == "tool":
        return [BaseMessageParam(role="tool", content=_result(provider, top))]
    calls = top.get("tool_calls") or ()
    extra = {
        name: value
        for name, value in top.items()
        if name not in _KNOWN and value is not None
    }
    if not calls and not extra and (content is None or isinstance(content, str)):
        return [BaseMessageParam(role=role, content=content or "")]
    parts: list[Any] = []
    if isinstance(content, str):
        parts += [TextPart(type="text", text=content)] if content else []
    else:
        parts += [_part(provider, as_mapping(part)) for part in content or ()]
    for call in calls:
        parts += _call(provider, as_mapping(call))
    if extra:
        parts.append(NativePart(provider=provider, content=as_dict(extra)))
    return [BaseMessageParam(role=role, content=parts)]


def _result(provider: str, top: Mapping[str, Any]) -> list[Any]:
    """Read what a tool gave: its text, and beside it what is more than text."""
    content: Any = top.get("content") or ""
    extra_keys = {key: one for key, one in top.items() if key not in _RESULT and one}
    if not isinstance(content, str):
        parts = [as_mapping(part) for part in content]
        content = "".join(part.get("text") or "" for part in parts)
        if any(part.get("type", "text") != "text" for part in parts):
            extra_keys["content"] = parts
    result = ToolResultPart(
        type="tool_result",
        name=top.get("name") or "",
        content=content,
        id=top.get("tool_call_id"),
    )
    return [result, *_extra_part(provider, extra_keys)]


def _extra_part(provider: str, extra_keys: Mapping[str, Any]) -> list[NativePart]:
    """Keep what the part before it has no place for."""
    content = {EXTRA_KEYS: as_dict(extra_keys)}
    return [NativePart(provider=provider, content=content)] if extra_keys else []


def _call(provider: str, call: Mapping[str, Any]) -> list[Any]:
    """Read a call: as that of a tool, which other services can be told of."""
    function = as_mapping(call.get("function"))
    kind = call.get("type") or "function"
    custom = as_mapping(None if kind == "function" else call.get(kind))
    args: Any = function.get("arguments")
    extra_keys: dict[str, Any] = join_pieces(extra_of_call(call))
    if custom.get("name"):
        args, extra_keys = {"input": custom.get("input")}, dict(call)
    elif not is_mapping(args):
        with suppress(ValueError):
            args = json.loads(args or "{}") or {}
    if not is_dict(args):
        arguments = {"arguments": function.get("arguments")}
        args, extra_keys = {}, with_extra(extra_keys, {"function": arguments})
    name = custom.get("name") or function.get("name")
    if not name:
        return [NativePart(provider=provider, content=as_dict(call))]
    part = ToolCallPart(
        type="tool_call",
        name=name,
        args=args,
        id=id_of(call.get("id")),
    )
    return [part, *_extra_part(provider, extra_keys)]


def _part(provider: str, part: Mapping[str, Any]) -> Any:
    kind = part.get("type")
    if kind == "text" and set(part) == {"type", "text"}:
        return TextPart(type="text", text=part["text"])
    if kind == "image_url":
        return _image(as_mapping(part["image_url"]))
    if kind == "input_audio":
        audio = as_mapping(part["input_audio"])
        return AudioPart(
            type="audio", media_type=f"audio/{audio['format']}", audio=audio["data"]
        )
    if kind == "file":
        media = read_data_url(as_mapping(part.get("file")).get("file_data") or "")
        if media is not None:
            return DocumentPart(
                type="document",
                media_type=media.media_type,
                document=media.bytes,
            )
    return NativePart(provider=provider, content=as_dict(part))


def _image(image: Mapping[str, Any]) -> ImagePart | ImageURLPart:
    url, detail = image["url"], image.get("detail")
    media = read_data_url(url)
    if media is None:
        return ImageURLPart(type="image_url", url=url, detail=detail)
    return ImagePart(
        type="image",
        media_type=media.media_type,
        image=media.bytes,
        detail=detail,
    )
