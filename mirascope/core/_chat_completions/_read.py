"""Reading native chat messages back into common ones, without loss."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from mirascope.core.base._fields import fields, is_dict, is_mapping, plain
from mirascope.core.base.messages.encoding import BESIDE, read_data_url
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

from ._carried import completed, join, more_of_call
from ._decode import id_of

_KNOWN = frozenset({"role", "content", "tool_calls"})
_RESULT = frozenset({"role", "content", "name", "tool_call_id"})


def read(provider: str, message: Any) -> list[BaseMessageParam]:
    """Read one message."""
    if isinstance(message, BaseMessageParam):
        return [message]
    top = fields(message)
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
        parts += [_part(provider, fields(part)) for part in content or ()]
    for call in calls:
        parts += _call(provider, fields(call))
    if extra:
        parts.append(NativePart(provider=provider, content=plain(extra)))
    return [BaseMessageParam(role=role, content=parts)]


def _result(provider: str, top: Mapping[str, Any]) -> list[Any]:
    """Read what a tool gave: its text, and beside it what is more than text."""
    content: Any = top.get("content") or ""
    more = {key: one for key, one in top.items() if key not in _RESULT and one}
    if not isinstance(content, str):
        parts = [fields(part) for part in content]
        content = "".join(part.get("text") or "" for part in parts)
        if any(part.get("type", "text") != "text" for part in parts):
            more["content"] = parts
    result = ToolResultPart(
        type="tool_result",
        name=top.get("name") or "",
        content=content,
        id=top.get("tool_call_id"),
    )
    return [result, *_beside(provider, more)]


def _beside(provider: str, more: Mapping[str, Any]) -> list[NativePart]:
    """Keep what the part before it has no place for."""
    content = {BESIDE: plain(more)}
    return [NativePart(provider=provider, content=content)] if more else []


def _call(provider: str, call: Mapping[str, Any]) -> list[Any]:
    """Read a call: as that of a tool, which other services can be told of."""
    function = fields(call.get("function"))
    kind = call.get("type") or "function"
    custom = fields(None if kind == "function" else call.get(kind))
    args: Any = function.get("arguments")
    more: dict[str, Any] = join(more_of_call(call))
    if custom.get("name"):
        args, more = {"input": custom.get("input")}, dict(call)
    elif not is_mapping(args):
        with suppress(ValueError):
            args = json.loads(args or "{}") or {}
    if not is_dict(args):
        arguments = {"arguments": function.get("arguments")}
        args, more = {}, completed(more, {"function": arguments})
    name = custom.get("name") or function.get("name")
    if not name:
        return [NativePart(provider=provider, content=plain(call))]
    part = ToolCallPart(
        type="tool_call",
        name=name,
        args=args,
        id=id_of(call.get("id")),
    )
    return [part, *_beside(provider, more)]


def _part(provider: str, part: Mapping[str, Any]) -> Any:
    kind = part.get("type")
    if kind == "text" and set(part) == {"type", "text"}:
        return TextPart(type="text", text=part["text"])
    if kind == "image_url":
        return _image(fields(part["image_url"]))
    if kind == "input_audio":
        audio = fields(part["input_audio"])
        return AudioPart(
            type="audio", media_type=f"audio/{audio['format']}", audio=audio["data"]
        )
    if kind == "file":
        data = read_data_url(fields(part.get("file")).get("file_data") or "")
        if data is not None:
            return DocumentPart(
                type="document",
                media_type=data.media_type,
                document=data.bytes,
            )
    return NativePart(provider=provider, content=plain(part))


def _image(image: Mapping[str, Any]) -> ImagePart | ImageURLPart:
    url, detail = image["url"], image.get("detail")
    data = read_data_url(url)
    if data is None:
        return ImageURLPart(type="image_url", url=url, detail=detail)
    return ImagePart(
        type="image",
        media_type=data.media_type,
        image=data.bytes,
        detail=detail,
    )
